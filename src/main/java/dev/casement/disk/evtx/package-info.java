/**
 * Event logs of Windows Vista and newer: which errors a Windows that is not running has logged.
 *
 * <p>The format is that of libyal's documentation ("Windows XML Event Log (EVTX) format") and
 * [MS-EVEN6], 2.2. Messages are not in an event log but in the providers' own files, which are not
 * read.
 */
@NullMarked
package dev.casement.disk.evtx;

import org.jspecify.annotations.NullMarked;
