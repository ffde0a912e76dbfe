package main

import (
	"context"
	"strconv"

	"github.com/google/uuid"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/demo"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/lists"
)

// seriesList is what the list of the second sample campaign is called.
const seriesList = "Danube Assembly, committee for elections"

// seriesFromList reads the second sample campaign with its recipients taken from a
// list, which is made unless kept data has the campaign.
func (p *Program) seriesFromList(ctx context.Context, by audit.Actor) func() (campaign.File, error) {
	return func() (campaign.File, error) {
		file, err := demo.Series()
		if err != nil {
			return file, err
		}
		if _, err := p.store.campaigns.BySlug(ctx, file.Slug); !fault.Is(err, fault.NotFound) {
			return file, err
		}
		list := uuid.Must(uuid.NewV7()).String()
		if err := p.makeList(ctx, list, file.Content.Recipients, by); err != nil {
			return file, err
		}
		entries, err := p.store.lists.Entries(ctx, list)
		file.Content.Recipients = nil
		file.Content.Recipients, _ = lists.TakeOver(file.Content, list, entries)
		return file, err
	}
}

func (p *Program) makeList(ctx context.Context, id string, recipients []campaign.Recipient, by audit.Actor) error {
	at := now()
	v := lists.List{ID: id, Name: seriesList, MadeAt: at, MadeBy: by.ID, EditedAt: at, EditedBy: by.ID}
	act := audit.Act{Actor: by, Action: audit.ListCreated, Subject: id, Details: map[string]string{"name": v.Name}}
	if err := p.store.lists.Create(ctx, v, act); err != nil {
		return err
	}
	for _, r := range recipients {
		err := p.store.lists.Put(ctx, id, 0, at, func(_ lists.List, e lists.Entry) (lists.Entry, audit.Act, error) {
			e.Recipient = r
			details := map[string]string{"name": v.Name, "entry": strconv.Itoa(e.Number)}
			return e, audit.Act{Actor: by, Action: audit.EntryAdded, Subject: id, Details: details}, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
