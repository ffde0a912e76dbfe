// Package ecm holds what is compiled into the program: views, assets and
// migrations. It is a library package at the root because go:embed cannot reach
// a parent directory and a main package cannot be imported.
package ecm

import "embed"

// Views are the html/template files, rooted at "views".
//
//go:embed all:views
var Views embed.FS

// Assets are stylesheets, scripts, vendored libraries and locale files, rooted
// at "assets".
//
//go:embed all:assets
var Assets embed.FS

// Migrations are the numbered SQL files, rooted at "db/migrations".
//
//go:embed all:db/migrations
var Migrations embed.FS
