package db

// A First asks for the first rows of one table for each row of another one, however
// many more there are: a part of a query, from its FROM on, that further conditions
// may follow. No two kinds of database do that well in the same words, so it is
// written in those of each.
type First struct {
	Each  string // the other table, and what it is called
	Of    string // the table whose rows they are, and what it is called
	Name  string // what Of is called
	Index string // an index that serves Where and By
	Where string // what has to hold of a pair
	By    string // the column of Of that orders
	Last  bool   // the first are those with the highest
	Limit string // the placeholder for how many at least, of each
}

// SQL returns the part of the query.
func (f First) SQL() string { return onFile + f.ofFile() + onServer + f.ofServer() + endOfBoth }

// What one kind of database reads and another skips: to a file the second is a comment.
const (
	onFile    = " /*file*/"
	onServer  = "/*server"
	endOfBoth = "*/ "
)

// LockRow ends a query for one row that is then changed: others who would change it wait
// from now on. In a file only one writes at a time.
const LockRow = onFile + onServer + "FOR NO KEY UPDATE" + endOfBoth
