// Compiles and renders Go templates with data that has a word for every field. Jobs come as JSON on the standard input.
package main

import (
	"encoding/json"
	"fmt"
	"html/template"
	"os"
	"regexp"
	"strings"
)

type job struct {
	Source string            `json:"source"`
	Files  map[string]string `json:"files"`
}

type outcome struct {
	Compiled bool      `json:"compiled"`
	Pages    []*string `json:"pages"`
	Error    string    `json:"error"`
}

var field = regexp.MustCompile(`\.([A-Z]\w*)`)
var listed = regexp.MustCompile(`range [^}]*\.([A-Z]\w*)`)

func truth(name, mode string) bool {
	if mode == "true" || mode == "false" {
		return mode == "true"
	}
	sum := int(mode[0] - '0')
	for _, character := range name {
		sum += int(character)
	}
	return sum%2 == 0
}

// Every field of the template at every level: a number where it is compared, a list where it is ranged over.
func data(source, mode string) map[string]any {
	made := map[string]any{}
	for _, found := range field.FindAllStringSubmatch(source, -1) {
		name := found[1]
		switch {
		case regexp.MustCompile(`(?:and|or|not|if) \.` + name + `\b`).MatchString(source):
			made[name] = truth(name, mode)
		case name == "Count" || name == "Price":
			made[name] = 12
		default:
			made[name] = "W" + name
		}
	}
	inner := map[string]any{}
	for name, value := range made {
		inner[name] = value
	}
	for _, found := range listed.FindAllStringSubmatch(source, -1) {
		lines := []map[string]any{}
		if truth(found[1], mode) {
			lines = append(lines, inner, inner)
		}
		made[found[1]] = lines
	}
	if strings.Contains(source, "with .") {
		for _, found := range regexp.MustCompile(`with \.([A-Z]\w*)`).FindAllStringSubmatch(source, -1) {
			made[found[1]] = inner
		}
	}
	return made
}

func render(each job, modes []string) outcome {
	compiled, err := template.New("page").Parse(each.Source)
	if err != nil {
		return outcome{Error: err.Error(), Pages: []*string{}}
	}
	made := outcome{Compiled: true}
	for _, mode := range modes {
		var page strings.Builder
		if err := compiled.Execute(&page, data(each.Source, mode)); err != nil {
			made.Error = err.Error()
			made.Pages = append(made.Pages, nil)
			continue
		}
		text := page.String()
		made.Pages = append(made.Pages, &text)
	}
	return made
}

func main() {
	var given struct {
		Jobs  []job    `json:"jobs"`
		Modes []string `json:"modes"`
	}
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	made := []outcome{}
	for _, each := range given.Jobs {
		made = append(made, render(each, given.Modes))
	}
	_ = json.NewEncoder(os.Stdout).Encode(made)
}
