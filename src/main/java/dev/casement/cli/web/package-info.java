/**
 * The live page: builds in a browser, from the same events as on the terminal. Changes nothing and
 * knows nothing about stages; JSON of events is made by {@code cli.output}.
 */
@NullMarked
package dev.casement.cli.web;

import org.jspecify.annotations.NullMarked;
