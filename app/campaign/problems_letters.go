package campaign

// What can be wrong with letters of blocks with alternatives, with other letters,
// and with what letters say of a recipient.
var (
	letterTooLong     = problem{"letter_too_long", "has %d characters in its longest wording with the reference, at most %d are allowed", []string{"Count", "Max"}}
	tooManyBlocks     = problem{"too_many_blocks", "has %d blocks, at most %d are allowed", []string{"Count", "Max"}}
	tooManyWordings   = problem{"too_many_wordings", "has %d wordings, at most %d are allowed", []string{"Count", "Max"}}
	wordingTwice      = problem{"wording_twice", "is the same as wording %d", []string{"Wording"}}
	paragraphMissing  = problem{"paragraph_missing", "has no place for the sender's own words, write %s on a line of its own", []string{"Field"}}
	paragraphTwice    = problem{"paragraph_twice", "has more than one place for the sender's own words, %s must stand in the letter once", []string{"Field"}}
	paragraphUneven   = problem{"paragraph_uneven", "must have %s in every wording or in none", []string{"Field"}}
	paragraphInline   = problem{"paragraph_inline", "must have %s on a line of its own", []string{"Field"}}
	paragraphSubject  = problem{"paragraph_subject", "cannot have %s, a subject is never the sender's own", []string{"Field"}}
	tooManyLetters    = problem{"too_many_letters", "lists %d other letters, at most %d are allowed", []string{"Count", "Max"}}
	letterNameRefused = problem{"letter_name", "%q cannot name a letter, must be up to 40 lower-case letters, digits and underscores and begin with a letter", []string{"Name"}}
	letterNameTaken   = problem{"letter_name_taken", "the name %s is taken by another letter", []string{"Name"}}
	letterUnused      = problem{"letter_unused", "is chosen by no route, so that nobody gets it", nil}
	valueMissing      = problem{"value_missing", "has nothing for %s, which the letter to this recipient (%s) uses", []string{"Field", "Language"}}
	valuesMissing     = problem{"values_missing", "%d more have nothing for %s either", []string{"Count", "Field"}}
)
