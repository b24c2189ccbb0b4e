package dev.casement.build;

import java.util.Optional;

/** The media a build starts from, all of them on this host. */
public record Media(Medium install, Optional<Medium> drivers, Optional<Medium> cloudbaseInit) {}
