package org.atex.examples.cli;

import java.util.List;
import org.atex.core.orchestrate.RunEvent;
import org.atex.core.orchestrate.RunListener;

/**
 * Shows a run while it goes on: on a terminal anew for each event, and once a second while a test
 * runs. Printing has a thread of its own, for a terminal may be slow or stopped, and a listener
 * must be quick.
 */
final class Progress implements RunListener, AutoCloseable {

    private static final long REDRAW_MILLIS = 1000;

    private final Screen screen;
    private final RunStory story = new RunStory();
    private final LiveRun live;
    private final Thread printer = new Thread(this::print, "atex-progress");
    private boolean news;
    private boolean over;

    private Progress(Screen screen, LiveRun live) {
        this.screen = screen;
        this.live = live;
    }

    static Progress on(Screen screen, LiveRun live) {
        Progress progress = new Progress(screen, live);
        progress.printer.start();
        return progress;
    }

    @Override
    public synchronized void on(RunEvent event) {
        story.tell(event);
        live.tell(event);
        news = true;
        notifyAll();
    }

    private record Page(List<String> staying, List<String> current, boolean last) {}

    private void print() {
        try {
            Page page;
            do {
                page = next();
                screen.show(page.staying, page.current);
            } while (!page.last);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does
        }
    }

    private synchronized Page next() throws InterruptedException {
        while (!news && !over) {
            if (screen.changes() && live.running()) {
                wait(REDRAW_MILLIS);
                news = true;
            } else {
                wait();
            }
        }
        news = false;
        List<String> current = over ? List.of() : live.lines(screen.lines());
        return new Page(story.takeLines(), current, over);
    }

    /** Shows the rest and ends the thread. */
    @Override
    public void close() {
        synchronized (this) {
            over = true;
            notifyAll();
        }
        boolean interrupted = false;
        while (printer.isAlive()) {
            try {
                printer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
