package db

import (
	"slices"
	"sync"

	"emailcampaigns/app/campaign"
)

// keptBytes bounds the stored form of the contents that are kept in memory, where
// they take about three times as much.
const keptBytes = 16 << 20

// contents keeps what the bytes of revisions were read as. Every look at a revision
// reads and hashes its bytes, so that a changed byte is found; what they mean does
// not change. The contents are shared, and nobody changes one.
type contents struct {
	mu    sync.Mutex
	size  int
	kept  map[campaign.Digest]reading
	order []campaign.Digest // the latest used last
}

// reading is what was read.
type reading struct {
	content campaign.Content
	digest  campaign.Digest // of the canonical form
	size    int             // of the stored form, in bytes
}

// get returns what bytes with this SHA-256 were read as.
func (c *contents) get(stored campaign.Digest) (reading, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	found, ok := c.kept[stored]
	if ok {
		i := slices.Index(c.order, stored)
		c.order = append(slices.Delete(c.order, i, i+1), stored)
	}
	return found, ok
}

// put keeps what was read, and lets the longest unused go when there is no room.
func (c *contents) put(stored campaign.Digest, read reading) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, there := c.kept[stored]; there || read.size > keptBytes {
		return
	}
	if c.kept == nil {
		c.kept = map[campaign.Digest]reading{}
	}
	c.kept[stored], c.size, c.order = read, c.size+read.size, append(c.order, stored)
	for c.size > keptBytes {
		oldest := c.order[0]
		c.size -= c.kept[oldest].size
		c.order = c.order[1:]
		delete(c.kept, oldest)
	}
}
