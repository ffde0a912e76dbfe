package webtest

import (
	"bytes"
	"mime/multipart"
	"net/http"
)

// Upload submits a form of the kind that carries files, with one in a control.
func (f *Form) Upload(control, name string, content []byte) *Page {
	f.page.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for field, values := range f.Values {
		for _, value := range values {
			if field != control {
				f.must(w.WriteField(field, value))
			}
		}
	}
	part, err := w.CreateFormFile(control, name)
	f.must(err)
	_, err = part.Write(content)
	f.must(err)
	f.must(w.Close())
	target, err := f.page.URL.Parse(f.form.AttrOr("action", f.page.URL.Path))
	f.must(err)
	return f.page.send(http.MethodPost, target.String(), &body, http.Header{
		"Content-Type": {w.FormDataContentType()}, "Sec-Fetch-Site": {"same-origin"}, "Origin": {f.page.URL.Scheme + "://" + f.page.URL.Host},
	})
}

func (f *Form) must(err error) {
	f.page.t.Helper()
	if err != nil {
		f.page.t.Fatal(err)
	}
}
