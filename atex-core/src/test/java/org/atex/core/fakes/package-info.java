/**
 * Small stand-ins for the parts around the one that is tested.
 *
 * <p>{@link RecordingSink} keeps what it is told and lets a test wait for it, {@link SinkFeed}
 * tells a sink what an Orchestrator would.
 */
@NullMarked
package org.atex.core.fakes;

import org.jspecify.annotations.NullMarked;
