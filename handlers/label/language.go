package label

// languageNames are what the languages of the pages are called in themselves.
var languageNames = map[string]string{"en": "English", "es": "Español"}

// LanguageName returns what a language of the pages is called in itself, "" for another
// one.
func LanguageName(lang string) string { return languageNames[lang] }
