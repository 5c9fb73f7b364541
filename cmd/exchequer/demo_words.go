package main

import (
	_ "embed"
	"fmt"

	"github.com/goccy/go-yaml"

	"exchequer/portal"
)

//go:embed demo_words.yaml
var demoWordsYAML []byte

// demoTexts is what people ask for and what the office says in the demo.
type demoTexts struct {
	Concerns     []demoConcern                         `yaml:"concerns"`
	ConcernsES   []demoConcern                         `yaml:"concerns_es"`
	Deliveries   map[portal.AccessibilityFormat]string `yaml:"deliveries"`
	Says         map[portal.AccessibilityStep][]string `yaml:"says"`
	Alternatives []string                              `yaml:"alternatives"`
	Notes        []string                              `yaml:"notes"`
	Repairs      map[string]string                     `yaml:"repairs"` // path → what was done
	People       []demoAsker                           `yaml:"people"`
}

// demoConcern is why someone asked, and for what. Pages repeat on purpose: what two people ask about is a defect.
type demoConcern struct {
	Page   string                     `yaml:"page"`
	Format portal.AccessibilityFormat `yaml:"format"`
	Text   string                     `yaml:"text"`
}

// demoAsker is one of the made-up people who ask. Old addresses bounce.
type demoAsker struct {
	Name    string `yaml:"name"`
	Email   string `yaml:"email"`
	Phone   string `yaml:"phone"`
	Mail    string `yaml:"mail"`
	Spanish bool   `yaml:"spanish"`
}

func readDemoTexts() (t demoTexts, err error) {
	if err := yaml.UnmarshalWithOptions(demoWordsYAML, &t, yaml.Strict()); err != nil {
		return t, fmt.Errorf("the demo's texts: %w", err)
	}
	return t, nil
}
