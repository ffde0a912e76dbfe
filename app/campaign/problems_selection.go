package campaign

// All that can be wrong with who is written to, and with what is known of
// recipients besides name and address.
var (
	modeUnknown       = problem{"mode", "%q is no way of choosing recipients, must be one of %s", []string{"Mode", "Known"}}
	numberUnused      = problem{"number_unused", "this way of choosing recipients has no use for it", nil}
	numberRange       = problem{"number_range", "is %d, must be from 1 to %d", []string{"Number", "Max"}}
	leastAboveMost    = problem{"least_above_most", "is %d, must be at most %d", []string{"Number", "Max"}}
	moreThanIncluded  = problem{"more_than_included", "is %d, the rules leave %d recipients", []string{"Number", "Count"}}
	tooManyToWrite    = problem{"too_many_to_write", "the rules leave %d recipients, at most %d messages each are sent", []string{"Count", "Max"}}
	tooManyToChoose   = problem{"too_many_to_choose", "the rules leave %d recipients, senders can choose among at most %d", []string{"Count", "Max"}}
	areaUnknown       = problem{"area", "%q is no column to go by, must be country or constituency", []string{"Column"}}
	areaMissing       = problem{"area_missing", "%d recipients have nothing in that column, the first is %s", []string{"Count", "Name"}}
	capNegative       = problem{"cap_negative", "is %d, must be a number of messages, or 0 for no cap", []string{"Number"}}
	capsReversed      = problem{"caps_reversed", "is %d an hour, must be at most %d, the cap in total", []string{"Number", "Max"}}
	nobodyIncluded    = problem{"nobody_included", "leave nobody to write to", nil}
	tooManyRoutes     = problem{"too_many_routes", "lists %d rules, at most %d are allowed", []string{"Count", "Max"}}
	routeBare         = problem{"route_bare", "has no condition", nil}
	routeConditions   = problem{"route_conditions", "has %d conditions, at most %d are allowed", []string{"Count", "Max"}}
	routeIdle         = problem{"route_idle", "must either exclude recipients or name a letter", nil}
	routeTorn         = problem{"route_torn", "excludes recipients and names a letter, must be one of both", nil}
	routeLetter       = problem{"route_letter", "there is no other letter %q", []string{"Name"}}
	routeTogether     = problem{"route_together", "names a letter, but all recipients get one message together", nil}
	columnUnknown     = problem{"column_unknown", "there is no column %q, known are %s", []string{"Column", "Known"}}
	operatorUnknown   = problem{"operator", "%q is no comparison, must be one of %s", []string{"Operator", "Known"}}
	valuesNeeded      = problem{"values_needed", "is missing, must list at least one value", nil}
	valuesUnused      = problem{"values_unused", "this comparison takes no values", nil}
	tooManyValues     = problem{"too_many_values", "lists %d values, at most %d are allowed", []string{"Count", "Max"}}
	paragraphLength   = problem{"paragraph_length", "is %d, must be a number of characters from 1 to %d", []string{"Number", "Max"}}
	paragraphLeast    = problem{"paragraph_least", "is %d, must be a number of characters from 0 to %d", []string{"Number", "Max"}}
	fieldIsParagraph  = problem{"field_paragraph", "%s stands for the sender's own words, choose another name", []string{"Name"}}
	similarityRefused = problem{"similarity", "is %d, must be a percentage from %d to %d, or 0 for the usual one", []string{"Number", "Min", "Max"}}
	freeColumnRefused = problem{"free_column", "%q cannot name a column, must be up to 40 lower-case letters, digits and underscores and begin with a letter", []string{"Name"}}
	freeColumnTaken   = problem{"free_column_taken", "%s is a column of its own, choose another name", []string{"Name"}}
	tooManyColumns    = problem{"too_many_columns", "have %d free columns, at most %d are allowed", []string{"Count", "Max"}}
)
