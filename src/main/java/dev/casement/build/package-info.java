/** Recipe, plan, stages, scope and record: one build from install media to image. */
@NullMarked
package dev.casement.build;

import org.jspecify.annotations.NullMarked;
