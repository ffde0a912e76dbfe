package db

import (
	"testing"

	"emailcampaigns/app/campaign"
)

func TestContentsAreKeptWithinTheirBound(t *testing.T) {
	var c contents
	for i := range 40 {
		c.put(campaign.Digest{byte(i)}, reading{size: 1 << 20})
		if _, ok := c.get(campaign.Digest{0}); !ok { // used all the time
			t.Fatalf("the one that is used went after %d", i)
		}
	}
	if len(c.kept) != keptBytes>>20 || c.size != keptBytes || len(c.order) != len(c.kept) {
		t.Errorf("%d are kept, %d bytes, %d in order", len(c.kept), c.size, len(c.order))
	}
	if _, ok := c.get(campaign.Digest{1}); ok {
		t.Error("the longest unused is kept")
	}
	c.put(campaign.Digest{99}, reading{size: keptBytes + 1})
	if _, ok := c.get(campaign.Digest{99}); ok || len(c.kept) != keptBytes>>20 {
		t.Error("one that is too large pushed others out")
	}
}
