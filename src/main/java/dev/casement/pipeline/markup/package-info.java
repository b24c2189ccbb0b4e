/**
 * HTML for reports: elements, tables and pages in which every text is escaped. Does not know what
 * the reports are about.
 */
@NullMarked
package dev.casement.pipeline.markup;

import org.jspecify.annotations.NullMarked;
