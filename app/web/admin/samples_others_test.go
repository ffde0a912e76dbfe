package admin

// These stand in for the samples of areas that have their own file elsewhere.
func samplesReview() []sample { return nil }
func samplesRun() []sample    { return nil }

// samplesAccounts are the pages of operators' accounts.
func samplesAccounts() []sample {
	var all []sample
	for _, s := range accountsSamples() {
		all = append(all, sample(s))
	}
	return all
}
