package org.atex.report.console;

import java.nio.file.Path;
import java.util.List;
import org.atex.core.contract.ResultSinkContract;
import org.atex.core.result.ResultSink;

class ConsoleSinkContractTest extends ResultSinkContract {

    private StringBuilder printed = new StringBuilder();

    @Override
    protected ResultSink newSink(Path directory) {
        printed = new StringBuilder();
        return ConsoleSink.builder(printed).width(Integer.MAX_VALUE).build();
    }

    @Override
    protected boolean remembers() {
        return false;
    }

    @Override
    protected List<Shown> shown(Path directory) {
        return printed.toString()
                .lines()
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .map(line -> line.split(" {2,}", -1))
                .map(cells -> new Shown(cells[1], cells[0], cells[2]))
                .toList();
    }
}
