package scan

import "strconv"

// object reads one object of a PDF: a value, with the dictionaries and arrays in it.
type object struct {
	*pdf
	*lexer
	number int64

	stack     []container
	filters   []string
	predicted bool  // something more than a filter was done to its stream
	first     int64 // where the first object begins in its stream
	counts    bool  // it says how many objects there are
	objects   bool  // it says that it is a stream of objects
	opening   int   // how deep the dictionary of the opening action lies, 0 outside
}

// container is a dictionary or an array that is open.
type container struct {
	array bool
	key   string // the last key of a dictionary, or that under which the array stands
	value bool   // a key was read, and its value is next
}

// deepest is how many containers may stand inside each other; documents have a dozen.
const deepest = 100

func (o *object) read() error {
	for {
		t := o.lexer.next()
		switch t.kind {
		case 0:
			return nil
		case 'k':
			switch t.text {
			case "stream":
				o.lexer.pos -= int64(len(t.text)) // for whoever reads on
				return nil
			case "obj", "endobj", "endstream":
				return nil
			}
		}
		if err := o.take(t); err != nil {
			return err
		}
		if len(o.stack) == 0 {
			return nil
		}
	}
}

func (o *object) take(t token) error {
	var top *container
	if len(o.stack) > 0 {
		top = &o.stack[len(o.stack)-1]
	}
	atOpening := top != nil && !top.array && top.value && top.key == "OpenAction"
	switch t.kind {
	case '<', '[':
		if len(o.stack) == deepest {
			return o.damaged()
		}
		next := container{array: t.kind == '['}
		if top != nil && next.array {
			next.key = top.key
		}
		o.stack = append(o.stack, next)
		if t.kind == '<' && atOpening {
			o.opening = len(o.stack)
		}
	case '>', ']':
		if len(o.stack) > 0 {
			o.stack = o.stack[:len(o.stack)-1]
		}
		if len(o.stack) < o.opening {
			o.opening = 0
		}
	case 'n':
		return o.name(top, t.text)
	case '0':
		if atOpening {
			o.openingAt(t.text)
		}
		if top != nil && !top.array && len(o.stack) == 1 {
			o.figure(top.key, t.text)
		}
	}
	if top != nil {
		top.value = false
	}
	return nil
}

// openingAt notes which object is the action that is taken at the opening.
func (o *object) openingAt(number string) {
	if n, err := strconv.ParseInt(number, 10, 64); err == nil {
		o.pdf.opening[n] = true
	}
}

func (o *object) figure(key, text string) {
	switch key {
	case "First":
		o.first, _ = strconv.ParseInt(text, 10, 64)
	case "N":
		o.counts = true
	}
}

func (o *object) name(top *container, name string) error {
	if top == nil {
		return nil
	}
	if top.array {
		if top.key == "Filter" && len(o.stack) == 2 {
			o.filters = append(o.filters, name)
		}
		return nil // a list of names, such as those of letters
	}
	if acts[name] {
		return o.active()
	}
	if !top.value {
		top.key, top.value = name, true
		switch {
		case name == "Encrypt":
			o.locked = true
		case name == "Predictor" || name == "F" && len(o.stack) == 1 && o.counts:
			o.predicted = true
		}
		return nil
	}
	top.value = false
	switch {
	case top.key == "Filter" && len(o.stack) == 1:
		o.filters = append(o.filters, name)
	case top.key == "Type" && name == "ObjStm" && len(o.stack) == 1:
		o.objects = true
	case top.key == "S" && opens[name] && o.opening > 0:
		return o.active()
	case top.key == "S" && opens[name] && len(o.stack) == 1:
		if len(o.actions) > 1<<20 {
			return o.bomb()
		}
		o.actions[o.number] = true
	}
	return nil
}

// ofObjects reports that the object's stream holds objects: readers do not all ask for its type.
func (o *object) ofObjects() bool { return o.objects || o.counts && o.first > 0 }
