package org.atex.executor.script;

/**
 * What the wrapper is told to do before or after tests.
 *
 * @param first the order
 * @param again the order to go on behind the steps that are done, after a reboot that one of them
 *     announced
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record SetupOrder(byte[] first, byte[] again) {}
