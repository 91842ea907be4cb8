"""One notice to one person, by each of the ways that the person chose: e-mail, SMS, push to the browser."""
