package portal

// Topic is what a matter can be about. The office declares them.
type Topic struct {
	ID         string
	Version    int64
	Place      int64
	Queue      string // the clerks' queue that it goes to, by its name
	Name       map[string]string
	Hint       map[string]string
	TaxType    string // "" where it is about none in particular
	General    bool   // someone who stands for nobody may ask it too
	AnswerDays int    // business days in which an answer is promised
	Offered    bool   // false where it is not to be chosen any more
}

// NameIn is the topic's name in a language.
func (t Topic) NameIn(l Language) string { return In(l, t.Name) }

// HintIn says in a language what belongs to the topic.
func (t Topic) HintIn(l Language) string { return In(l, t.Hint) }

// Check cleans a topic as the office typed it, or says what is wrong.
func (t *Topic) Check() error {
	var check Check
	clean := func(texts map[string]string, field string, most int, needed bool) {
		for _, l := range Languages {
			name := field + "-" + string(l)
			texts[string(l)] = check.Line(name, texts[string(l)], most)
			if needed && texts[string(l)] == "" {
				check.Wrong(name, "Write this in each language: people read it in theirs.")
			}
		}
	}
	clean(t.Name, "name", 60, true)
	clean(t.Hint, "hint", 200, false)
	if t.Queue = check.Line("queue", t.Queue, 60); t.Queue == "" {
		check.Wrong("queue", "Say which queue it goes to.")
	}
	if t.AnswerDays < 1 || t.AnswerDays > 60 {
		check.Wrong("days", "Enter in how many business days you answer, from 1 to 60.")
	}
	return check.Err()
}

// TopicDeclared is that the office added or changed a topic; the subject is the topic.
const TopicDeclared Event = "topic.declared"

// FindTopic finds one by its id among those that are offered.
func FindTopic(topics []Topic, id string) (Topic, bool) {
	for _, t := range topics {
		if t.ID == id && t.Offered {
			return t, true
		}
	}
	return Topic{}, false
}

// DefaultTopics are those that a new office begins with. Administrators change them.
func DefaultTopics() []Topic {
	topic := func(id, queue, en, es, hintEN, hintES, tax string, general bool, days int) Topic {
		return Topic{
			ID: id, Queue: queue, Name: map[string]string{"en": en, "es": es}, Hint: map[string]string{"en": hintEN, "es": hintES},
			TaxType: tax, General: general, AnswerDays: days, Offered: true,
		}
	}
	topics := []Topic{
		topic("letter", "Letters and notices", "A letter we sent you", "Una carta que le enviamos", "Answer it, send what it asks for, or ask what it means.", "Respóndala, envíe lo que pide o pregunte qué significa.", "", false, 10),
		topic("income", "Individual income tax", "Individual income tax", "Impuesto sobre la renta personal", "A return, a refund, an amendment, a payment.", "Una declaración, un reembolso, una enmienda, un pago.", "Individual income tax", false, 10),
		topic("sales", "Business taxes", "Sales and use tax", "Impuesto sobre ventas y uso", "Filing, permits, exemptions, audits.", "Presentación, permisos, exenciones, auditorías.", "Sales and use tax", false, 10),
		topic("withholding", "Business taxes", "Withholding tax", "Retención de impuestos", "Wages, forms and yearly reports.", "Salarios, formularios e informes anuales.", "Withholding tax", false, 10),
		topic("payment", "Collections", "A payment or a payment plan", "Un pago o un plan de pagos", "If you cannot pay all at once, write to us early.", "Si no puede pagar todo de una vez, escríbanos pronto.", "", false, 5),
		topic("account", "Help desk", "This website and your account", "Este sitio web y su cuenta", "Signing in, files that do not go through, pages that do not work.", "Iniciar sesión, archivos que no se envían, páginas que no funcionan.", "", true, 3),
		topic("general", "Help desk", "A general question", "Una pregunta general", "Questions about taxes that need no look at your records.", "Preguntas sobre impuestos que no requieren ver sus registros.", "", true, 5),
	}
	for i := range topics {
		topics[i].Place = int64(i+1) * 10
	}
	return topics
}
