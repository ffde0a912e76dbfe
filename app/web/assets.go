package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/fault"
)

// Assets serves stylesheets, scripts and images from memory, compressed once.
// The address holds a fingerprint of them all, so a browser may keep a file for
// ever and still never mixes the files of two releases.
type Assets struct {
	tree  string
	files map[string]asset
}

type asset struct {
	kind          string
	plain, zipped []byte
}

var assetKinds = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".png": "image/png",
	".ico": "image/x-icon",
}

// NewAssets reads what is served out of the embedded files, rooted at "assets".
func NewAssets(embedded fs.FS) (*Assets, error) {
	a := &Assets{files: map[string]asset{}}
	sum := sha256.New()
	err := fs.WalkDir(embedded, "assets", func(name string, entry fs.DirEntry, err error) error {
		kind, served := assetKinds[path.Ext(name)]
		if err != nil || entry.IsDir() || !served {
			return err
		}
		plain, err := fs.ReadFile(embedded, name)
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(sum, "%s %d\n%s", name, len(plain), plain)
		zipped, err := zip(plain)
		a.files[strings.TrimPrefix(name, "assets/")] = asset{kind: kind, plain: plain, zipped: zipped}
		return err
	})
	a.tree = hex.EncodeToString(sum.Sum(nil))[:12]
	return a, err
}

func zip(plain []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	err = w.Close()
	return b.Bytes(), err
}

// URL returns the address of a file such as "css/site.css".
func (a *Assets) URL(name string) (string, error) {
	if _, known := a.files[name]; !known {
		return "", fmt.Errorf("no asset is named %q", name)
	}
	return "/assets/" + a.tree + "/" + name, nil
}

// Show answers with a file. A page of another release asks with another
// fingerprint; it gets this release's file, not to be kept.
func (a *Assets) Show(c *fiber.Ctx) error {
	found, known := a.files[c.Params("*")]
	if !known {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	c.Set(fiber.HeaderContentType, found.kind)
	c.Set(fiber.HeaderCacheControl, "no-cache")
	if c.Params("tree") == a.tree {
		c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	}
	c.Vary(fiber.HeaderAcceptEncoding)
	if c.Get(fiber.HeaderAcceptEncoding) != "" && c.AcceptsEncodings("gzip", "identity") == "gzip" {
		c.Set(fiber.HeaderContentEncoding, "gzip")
		return c.Send(found.zipped)
	}
	return c.Send(found.plain)
}
