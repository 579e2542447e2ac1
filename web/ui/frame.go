package ui

// A Frame is what the layout shows around every page.
type Frame struct {
	Lang      string // BCP 47
	Title     string
	Org, User string
	Nav       []NavItem
	Subnav    []NavItem // the pages of the current section, when they are several
	Finder    string    // where the quick finder is, "" where it is of no use
	CanSwitch bool      // member of another org too
	SignedIn  bool
	KeysOff   bool // single keys do nothing
	Posted    bool // the page answers a form
	IdleLock  int  // seconds until who does nothing is signed out
	NewDevice *NewDevice
	Demo      bool
	Version   string
}

// A NewDevice is a sign-in that the reader has not said to be theirs: what is asked, and
// where it is said.
type NewDevice struct{ Text, Known string }

// A NavItem is a page of the navigation. Key goes there, pressed after g.
type NavItem struct {
	Text, URL, Key string
	Current        bool
}
