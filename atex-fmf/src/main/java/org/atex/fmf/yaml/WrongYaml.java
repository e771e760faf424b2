package org.atex.fmf.yaml;

import java.util.Optional;
import org.atex.fmf.error.FmfFileException;
import org.atex.fmf.error.FmfPlace;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** YAML that the library reads but fmf does not. */
final class WrongYaml extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Optional<Mark> mark;

    WrongYaml(String what, Optional<Mark> mark) {
        super(what);
        this.mark = mark;
    }

    /** The same trouble, with the place where it is. */
    static FmfFileException explained(RuntimeException trouble, FmfPlace place) {
        if (trouble instanceof WrongYaml wrong) {
            return new FmfFileException(
                    String.valueOf(wrong.getMessage()), at(place, wrong.mark), trouble);
        }
        if (trouble instanceof MarkedYamlEngineException marked) {
            String context = marked.getContext();
            return new FmfFileException(
                    (context == null || context.isEmpty() ? "" : context + ", ")
                            + marked.getProblem(),
                    at(place, marked.getProblemMark()),
                    trouble);
        }
        return new FmfFileException(String.valueOf(trouble.getMessage()), place, trouble);
    }

    private static FmfPlace at(FmfPlace place, Optional<Mark> mark) {
        return mark.map(m -> place.at(m.getLine() + 1, m.getColumn() + 1)).orElse(place);
    }
}
