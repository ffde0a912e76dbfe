package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/limits"
	"emailcampaigns/app/web/access"
	"emailcampaigns/app/web/render"
)

var statuses = map[fault.Kind]int{
	fault.Internal:  fiber.StatusInternalServerError,
	fault.Invalid:   fiber.StatusUnprocessableEntity,
	fault.SignIn:    fiber.StatusUnauthorized,
	fault.Forbidden: fiber.StatusForbidden,
	fault.NotFound:  fiber.StatusNotFound,
	fault.Conflict:  fiber.StatusConflict,
	fault.Expired:   fiber.StatusGone,
	fault.TooMany:   fiber.StatusTooManyRequests,
	fault.Upstream:  fiber.StatusBadGateway,
}

// fail answers an error with its page and logs what the visitor does not read.
// It is the only place that turns kinds of failure into statuses.
func (s *Server) fail(c *fiber.Ctx, err error) {
	err = classify(err)
	kind, message := fault.KindOf(err), fault.MessageOf(err)
	if kind == fault.Internal || message.Key == "" {
		message = fault.Message{Key: "fault.internal"}
	}
	level := slog.LevelInfo
	if kind == fault.Internal || kind == fault.Upstream {
		level = slog.LevelError
	}
	s.Log.Log(c.UserContext(), level, "request failed", "route", routeName(c), "kind", kind, "err", err, "request", c.Locals(idKey{}))
	id, _ := c.Locals(idKey{}).(string)
	if len(c.Response().Header.Peek("Content-Security-Policy")) == 0 {
		s.set(c, private)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	if seconds, ok := limits.RetryAfter(err); ok {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(seconds))
	}
	page := "errors/error"
	switch {
	case message.Key == "fault.callback.other_browser":
		page = "errors/other-browser"
	case message.Key == "fault.office.unknown":
		page = "errors/office"
	case kind == fault.SignIn:
		page = "errors/sign-in"
	}
	failure := render.Failure{Status: statuses[kind], Message: message, RequestID: id}
	if _, failure.Operator = access.SignedIn(c); failure.Operator && kind == fault.Conflict {
		failure.Campaign = c.Params("campaign")
	}
	s.Views.ErrorPage(c, statuses[kind], page, failure)
}

// classify gives a kind to the errors that Fiber and the standard library return
// without one.
func classify(err error) error {
	var known *fault.Error
	if errors.As(err, &known) {
		return err
	}
	var routing *fiber.Error
	switch {
	case errors.As(err, &routing) && (routing.Code == fiber.StatusNotFound || routing.Code == fiber.StatusMethodNotAllowed):
		return fault.New(fault.NotFound, "fault.not_found") // Fiber's own words hold the path
	case errors.As(err, &routing):
		return fault.Wrap(fault.Internal, "fault.internal", fmt.Errorf("status %d", routing.Code))
	case errors.Is(err, context.DeadlineExceeded):
		return fault.Wrap(fault.Upstream, "fault.slow", err)
	}
	return err
}
