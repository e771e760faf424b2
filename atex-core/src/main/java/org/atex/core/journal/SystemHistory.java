package org.atex.core.journal;

import java.util.Map;
import org.atex.core.journal.JournalEntry.SystemReserving;
import org.atex.core.test.Platform;

/** What a journal says of one system. Grows with its {@link RunHistory}. */
public final class SystemHistory {

    private final String name;
    private final Platform platform;
    private final int factory;
    private Map<String, String> handle;
    private boolean reserved;
    private boolean leaving;
    private boolean released;

    SystemHistory(SystemReserving reserving) {
        this(reserving.system(), reserving.platform(), reserving.factory(), reserving.handle());
    }

    private SystemHistory(String name, Platform platform, int factory, Map<String, String> handle) {
        this.name = name;
        this.platform = platform;
        this.factory = factory;
        this.handle = handle;
    }

    /** The same system under the name that it has in the process that took it over. */
    SystemHistory adopted(String newName) {
        return new SystemHistory(newName, platform, factory, handle);
    }

    void reserved(Map<String, String> newHandle) {
        reserved = true;
        handle = newHandle;
    }

    void leaving() {
        leaving = true;
    }

    void released() {
        released = true;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** What it provides. */
    public Platform platform() {
        return platform;
    }

    /** Which factory it is of, by its place in the configuration, from 0. */
    public int factory() {
        return factory;
    }

    /** With which another process can take it over (PRV-06). */
    public Map<String, String> handle() {
        return handle;
    }

    /** Whether its reservation has succeeded. */
    public boolean wasReserved() {
        return reserved;
    }

    /** Whether it was to be released, without another test: its setup failed, or it was on hold. */
    public boolean wasLeaving() {
        return leaving;
    }

    /** Whether it is still held, or coming. */
    public boolean held() {
        return !released;
    }

    @Override
    public String toString() {
        return name;
    }
}
