//go:build !race

package db_test

const manySenders = 10_000
