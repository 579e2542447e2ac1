package db

import "televisit/clinic"

// userError turns what a database says into an error that a person can act on,
// where there is one.
func userError(err error) error {
	if err == nil || clinic.KindOf(err) != clinic.Internal {
		return err
	}
	for _, explain := range []func(error) error{explainSQLite, explainPostgres} {
		if explained := explain(err); explained != nil {
			return explained
		}
	}
	return err
}

func busy(cause error) error {
	return clinic.Causef(clinic.Unavailable, cause, "The database is busy. Nothing was saved; try again in a moment.")
}

// IsTaken reports whether err says that a unique value exists already.
func IsTaken(err error) bool { return takenInSQLite(err) || takenInPostgres(err) }
