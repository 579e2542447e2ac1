package handlers

// A route is one method and path, who may reach it, and what answers: a
// publicFunc, a loginFunc or a memberFunc.
type route struct {
	method, path string
	access       access
	handler      any
}

// routes is every address of the site but its static files.
func routes(p *pages, g *gate) []route {
	return []route{
		{"GET", "/healthz", public, publicFunc(p.healthz)},
		{"GET", "/readyz", public, publicFunc(g.readyz)},
		{"GET", "/", member, memberFunc(p.home)},
		{"GET", "/login", public, publicFunc(g.loginForm)},
		{"POST", "/login", public, publicFunc(g.signIn)},
		{"POST", "/logout", public, publicFunc(g.signOut)},
		{"GET", "/orgs", anyone, loginFunc(g.orgs)},
		{"POST", "/orgs", anyone, loginFunc(g.chooseOrg)},
	}
}
