/**
 * The third stage: the setup media, with the answer file, the job and the secrets of one build. The
 * programs of the guest belong to {@code guest}, the format of a floppy or CD to {@code
 * media.author}.
 */
@NullMarked
package dev.casement.pipeline.setup;

import org.jspecify.annotations.NullMarked;
