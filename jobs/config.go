package main

import (
	"os"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"regulars/jobs/night"
)

// flags are the settings as command-line flags.
func flags() []cli.Flag {
	list := []cli.Flag{&cli.StringFlag{Name: "config", Usage: "`FILE` with any of these settings as YAML", EnvVars: []string{"REGULARS_CONFIG"}}}
	for _, s := range settings() {
		env := []string{"REGULARS_" + strings.ToUpper(strings.ReplaceAll(s.name, "-", "_"))}
		switch {
		case s.isSwitch:
			list = append(list, &cli.BoolFlag{Name: s.name, Usage: s.usage, EnvVars: env})
		case s.repeat:
			list = append(list, &cli.StringSliceFlag{Name: s.name, Usage: s.usage, EnvVars: env})
		default:
			list = append(list, &cli.StringFlag{Name: s.name, Usage: s.usage, EnvVars: env})
		}
	}
	return list
}

// configOf is the configuration: flags before environment before file before defaults.
func configOf(c *cli.Context) (Config, error) {
	cfg := Config{Config: night.DefaultConfig(), LogFormat: "text"}
	cfg.Version = version
	said := map[string]bool{}
	for _, s := range settings() {
		said[s.name] = c.IsSet(s.name)
	}
	if path := c.String("config"); path != "" {
		if err := readConfigFile(path, &cfg, said); err != nil {
			return cfg, err
		}
	}
	for _, s := range settings() {
		if !said[s.name] {
			continue
		}
		values := []string{c.String(s.name)}
		switch {
		case s.isSwitch:
			values = []string{strconv.FormatBool(c.Bool(s.name))}
		case s.repeat:
			values = c.StringSlice(s.name)
		}
		for _, v := range values {
			if err := s.set(&cfg, v); err != nil {
				return cfg, night.Usagef("--%s: %w", s.name, err)
			}
		}
		cfg.tell(s.name, s.node(values))
	}
	if key := os.Getenv("REGULARS_HASH_KEY"); key != "" && !said["hash-key-file"] {
		if err := cfg.Contacts.SetKey(key); err != nil {
			return cfg, night.Usagef("REGULARS_HASH_KEY: %w", err)
		}
	}
	return cfg, cfg.Validate()
}
