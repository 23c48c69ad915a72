// There must be a service worker; it does nothing.
