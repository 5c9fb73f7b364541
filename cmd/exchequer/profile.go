package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"exchequer/portal"
)

//go:embed department.yaml
var sampleProfile []byte

// profileFile is the profile's name in the data folder.
const profileFile = "department.yaml"

// largestLogo keeps one picture from costing more than all the rest of a page (bytes).
const largestLogo = 100 << 10

// loadProfile reads the department's profile from the data folder, where it puts the sample at the first start. The
// error names everything that is wrong with it, line by line.
func loadProfile(dataDir string) (portal.Profile, error) {
	path := filepath.Join(dataDir, profileFile)
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		raw, err = sampleProfile, writeSample(path)
	}
	if err != nil {
		return portal.Profile{}, fmt.Errorf("read the department's profile: %w", err)
	}
	p, problems := readProfile(raw)
	if p.Logo != "" && len(problems) == 0 {
		problems = checkLogo(filepath.Join(dataDir, p.Logo), lineOf(raw, "$.logo"))
	}
	if len(problems) > 0 {
		return portal.Profile{}, &profileError{path, problems}
	}
	return p, nil
}

// writeSample never writes over a file: whoever was faster wrote a better one.
func writeSample(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(sampleProfile)
	return errors.Join(err, f.Sync(), f.Close())
}

// profileError is all that is wrong with a profile.
type profileError struct {
	path     string
	problems []profileProblem
}

type profileProblem struct {
	line        int
	where, text string
}

func (e *profileError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s needs %d correction", e.path, len(e.problems))
	if len(e.problems) > 1 {
		b.WriteByte('s')
	}
	b.WriteByte(':')
	for _, p := range e.problems {
		fmt.Fprintf(&b, "\n  line %d: ", p.line)
		if p.where != "" {
			b.WriteString(p.where + ": ")
		}
		b.WriteString(p.text)
	}
	return b.String()
}

// readProfile reads the text of a profile. The library's strict mode stops at the first mistake, so the shape is
// checked here, key by key, and the library reads the single values.
func readProfile(raw []byte) (portal.Profile, []profileProblem) {
	var p portal.Profile
	file, err := parser.ParseBytes(raw, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return p, []profileProblem{syntaxProblem(err)}
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return p, []profileProblem{{1, "", "Write one profile in this file, as the sample in the README shows."}}
	}
	r := &profileReader{lines: map[string]int{"$": 1}}
	r.read(file.Docs[0].Body, reflect.ValueOf(&p).Elem(), "$")
	for _, problem := range p.Check() {
		if !r.failed(problem.Path) {
			r.problems = append(r.problems, profileProblem{r.line(problem.Path), label(problem.Path), problem.Text})
		}
	}
	slices.SortStableFunc(r.problems, func(a, b profileProblem) int { return a.line - b.line })
	return p, r.problems
}

func syntaxProblem(err error) profileProblem {
	var y yaml.Error
	if errors.As(err, &y) && y.GetToken() != nil {
		return profileProblem{y.GetToken().Position.Line, "", "This is not YAML: " + y.GetMessage() + "."}
	}
	return profileProblem{1, "", "This is not YAML: " + err.Error() + "."}
}

func lineOf(raw []byte, path string) int {
	r := &profileReader{lines: map[string]int{"$": 1}}
	if file, err := parser.ParseBytes(raw, 0, parser.AllowDuplicateMapKey()); err == nil && len(file.Docs) == 1 {
		r.read(file.Docs[0].Body, reflect.ValueOf(new(portal.Profile)).Elem(), "$")
	}
	return r.line(path)
}

func checkLogo(path string, line int) []profileProblem {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return []profileProblem{{line, "logo", "There is no such file beside the profile."}}
	case !info.Mode().IsRegular() || info.Size() == 0 || info.Size() > largestLogo:
		return []profileProblem{{line, "logo", fmt.Sprintf("A logo is a file of at most %d KB.", largestLogo>>10)}}
	}
	return nil
}

// profileReader fills a profile from its YAML, and keeps the line of every key.
type profileReader struct {
	lines    map[string]int
	problems []profileProblem
	broken   []string // paths that were told of already
}

func (r *profileReader) wrong(node ast.Node, path, text string, args ...any) {
	r.broken = append(r.broken, path)
	r.problems = append(r.problems, profileProblem{node.GetToken().Position.Line, label(path), fmt.Sprintf(text, args...)})
}

func (r *profileReader) read(node ast.Node, into reflect.Value, path string) {
	if _, null := node.(*ast.NullNode); null {
		return // a key without a value: as if it were not there
	}
	switch into.Kind() {
	case reflect.Struct, reflect.Map:
		r.readMapping(node, into, path)
	case reflect.Slice:
		list, ok := node.(*ast.SequenceNode)
		if !ok {
			r.wrong(node, path, "Write a list, each item on a line of its own after a dash.")
			return
		}
		into.Set(reflect.MakeSlice(into.Type(), len(list.Values), len(list.Values)))
		for i, item := range list.Values {
			at := fmt.Sprintf("%s[%d]", path, i)
			r.lines[at] = item.GetToken().Position.Line
			r.read(item, into.Index(i), at)
		}
	default:
		r.readValue(node, into, path)
	}
}

func (r *profileReader) readMapping(node ast.Node, into reflect.Value, path string) {
	mapping, ok := node.(ast.MapNode)
	if !ok {
		r.wrong(node, path, "Write names and values here, such as name: value.")
		return
	}
	if into.Kind() == reflect.Map {
		into.Set(reflect.MakeMap(into.Type()))
	}
	seen := map[string]bool{}
	for entries := mapping.MapRange(); entries.Next(); {
		key := entries.Key().String()
		at := path + "." + key
		if seen[key] {
			r.wrong(entries.Key(), at, "This is here twice. Take one out.")
			continue
		}
		seen[key] = true
		r.lines[at] = entries.Key().GetToken().Position.Line
		if into.Kind() == reflect.Map {
			value := reflect.New(into.Type().Elem()).Elem()
			r.read(entries.Value(), value, at)
			into.SetMapIndex(reflect.ValueOf(key), value)
			continue
		}
		if field, known := fieldOf(into, key); known {
			r.read(entries.Value(), field, at)
		} else {
			r.wrong(entries.Key(), at, "We do not know this name. Those we know here: %s.", strings.Join(keysOf(into.Type()), ", "))
		}
	}
}

func (r *profileReader) readValue(node ast.Node, into reflect.Value, path string) {
	if _, ok := node.(ast.ScalarNode); !ok {
		r.wrong(node, path, "Write one value here.")
		return
	}
	if into.Kind() == reflect.String {
		// A date or a number without quotes is meant as it is written.
		if text, ok := node.(*ast.StringNode); ok {
			into.SetString(text.Value)
		} else if text, ok := node.(*ast.LiteralNode); ok {
			into.SetString(text.Value.Value)
		} else {
			into.SetString(node.GetToken().Value)
		}
		return
	}
	if err := yaml.NodeToValue(node, into.Addr().Interface(), yaml.Strict()); err != nil {
		r.wrong(node, path, "Write a whole number, such as 10.")
	}
}

func fieldOf(in reflect.Value, key string) (reflect.Value, bool) {
	for i := range in.NumField() {
		if tag := in.Type().Field(i).Tag.Get("yaml"); tag == key && tag != "-" {
			return in.Field(i), true
		}
	}
	return reflect.Value{}, false
}

func keysOf(t reflect.Type) (keys []string) {
	for i := range t.NumField() {
		if tag := t.Field(i).Tag.Get("yaml"); tag != "" && tag != "-" {
			keys = append(keys, tag)
		}
	}
	return keys
}

// failed reports that the path, or what it stands in, was told of already.
func (r *profileReader) failed(path string) bool {
	return slices.ContainsFunc(r.broken, func(b string) bool {
		rest, ok := strings.CutPrefix(path, b)
		return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
	})
}

// line is where a path stands, or what it would stand in.
func (r *profileReader) line(path string) int {
	for path != "" {
		if line, ok := r.lines[path]; ok {
			return line
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return 1
}

// label is a YAML path as operators read it: "holidays[3].date".
func label(path string) string { return strings.TrimPrefix(strings.TrimPrefix(path, "$"), ".") }
