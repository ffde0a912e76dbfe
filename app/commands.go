package main

import (
	"emailcampaigns/app/audit"
	"emailcampaigns/app/config"
)

// CLI is the command line. Every setting is a flag and an environment variable;
// the ones of serve are in config.Source.
type CLI struct {
	Demo        DemoCommand        `cmd:"" help:"Run everything on this machine with a simulated Google, without any setting."`
	Serve       ServeCommand       `cmd:"" help:"Run the service."`
	Check       CheckCommand       `cmd:"" help:"Check settings and connections of serve, and list all that is wrong."`
	Migrate     MigrateCommand     `cmd:"" help:"Bring the database up to date."`
	Campaign    CampaignCommand    `cmd:"" help:"Import, export, pause, resume or close a campaign."`
	Operator    OperatorCommand    `cmd:"" help:"Invite operators and list them."`
	Keys        KeysCommand        `cmd:"" help:"Make keys and change them."`
	Sweep       SweepCommand       `cmd:"" help:"Erase what is due, once. serve does it every minute."`
	VerifyAudit VerifyAuditCommand `cmd:"" help:"Check that nobody changed the audit log, and print its head."`
	Version     VersionCommand     `cmd:"" help:"Print what this binary was built from."`
}

// DemoCommand runs the demonstration.
type DemoCommand struct {
	config.Listen
	Data string `name:"data" env:"DEMO_DATA" placeholder:"DIR" help:"Keep the data in this directory. Without it they end with the program."`
}

// ServeCommand runs the service.
type ServeCommand struct{ config.Source }

// CheckCommand checks what ServeCommand would use.
type CheckCommand struct{ config.Source }

// MigrateCommand migrates the database.
type MigrateCommand struct{ config.Database }

// CampaignCommand groups what is done with campaigns from a shell.
type CampaignCommand struct {
	Import CampaignImportCommand `cmd:"" help:"Import a campaign from a YAML file, as a draft."`
	Export CampaignExportCommand `cmd:"" help:"Print a campaign as YAML."`
	Pause  CampaignPauseCommand  `cmd:"" help:"Stop a campaign, also for senders about to confirm, until it is resumed."`
	Resume CampaignResumeCommand `cmd:"" help:"Resume a paused campaign."`
	Close  CampaignCloseCommand  `cmd:"" help:"Close a campaign for good."`
}

// CampaignImportCommand imports a file.
type CampaignImportCommand struct {
	config.Database
	config.Review
	File    string `arg:"" help:"The YAML file."`
	Publish bool   `name:"publish" help:"Approve and publish it at once. Only with REVIEW_RULE=single."`
}

// CampaignChoice names the campaign that a command is about.
type CampaignChoice struct {
	config.Database
	Slug string `arg:"" help:"The campaign's slug, as in its address."`
}

// CampaignExportCommand prints a campaign.
type CampaignExportCommand struct{ CampaignChoice }

// CampaignPauseCommand pauses a campaign.
type CampaignPauseCommand struct{ CampaignChoice }

// CampaignResumeCommand resumes a campaign.
type CampaignResumeCommand struct{ CampaignChoice }

// CampaignCloseCommand closes a campaign.
type CampaignCloseCommand struct{ CampaignChoice }

// OperatorCommand groups what is done with operators from a shell.
type OperatorCommand struct {
	Invite OperatorInviteCommand `cmd:"" help:"Print a link that makes an account, or renews the access to one that exists."`
	List   OperatorListCommand   `cmd:"" help:"List the operators."`
}

// OperatorInviteCommand issues a link.
type OperatorInviteCommand struct {
	config.Database
	config.Official
	Email string `name:"email" required:"" placeholder:"ADDRESS" help:"Email address of the operator."`
	Role  string `name:"role" required:"" enum:"admin,editor,reviewer,viewer" help:"admin, editor, reviewer or viewer; an account that exists keeps its own."`
}

// OperatorListCommand lists operators.
type OperatorListCommand struct{ config.Database }

// SweepCommand erases what is due.
type SweepCommand struct {
	config.Source
	DryRun bool `name:"dry-run" help:"Say what is due and change nothing."`
}

// VerifyAuditCommand checks the audit log.
type VerifyAuditCommand struct {
	config.Database
	Head audit.Head `name:"head" placeholder:"NUMBER:HASH" help:"A head that was printed and noted before: it must still be part of the log."`
}
