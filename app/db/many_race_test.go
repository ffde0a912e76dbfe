//go:build race

package db_test

const manySenders = 1_000
