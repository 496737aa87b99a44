package main

import (
	"io"

	"github.com/urfave/cli/v2"
)

func sampleFlags() []cli.Flag { return nil }

func writeSample(c *cli.Context, stdout io.Writer) error { return usagef("not yet") }
