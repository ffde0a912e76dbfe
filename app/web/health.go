package web

import (
	"context"

	"github.com/gofiber/fiber/v2"
)

// probes answer the platform that runs the program.
type probes struct {
	ready func(context.Context) error
}

// Health says that the program runs.
func (p *probes) Health(c *fiber.Ctx) error { return c.SendString("ok\n") }

// Ready says that the program can serve: its database answers.
func (p *probes) Ready(c *fiber.Ctx) error {
	if err := p.ready(c.UserContext()); err != nil {
		return c.Status(fiber.StatusServiceUnavailable).SendString("not ready\n")
	}
	return c.SendString("ready\n")
}
