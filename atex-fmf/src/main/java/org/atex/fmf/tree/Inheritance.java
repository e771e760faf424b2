package org.atex.fmf.tree;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.atex.fmf.error.FmfPlace;
import org.atex.fmf.value.Budget;
import org.atex.fmf.value.Copies;
import org.atex.fmf.value.Extent;
import org.atex.fmf.value.FmfMap;
import org.atex.fmf.value.Merger;
import org.jspecify.annotations.Nullable;

/** Turns drafts into nodes, from the root down: section 5 of the fmf page. */
final class Inheritance {

    private final Path root;
    private final Budget budget;

    Inheritance(Path root, Budget budget) {
        this.root = root;
        this.budget = budget;
    }

    FmfNode apply(NodeDraft top) {
        FmfNode node = inherit(top, null);
        for (FmfNode each : node.climb(true, false)) {
            Extent.complete(each.values(), NodeData.placeOf(each.name(), each.sources()));
        }
        return node;
    }

    private FmfNode inherit(NodeDraft draft, @Nullable FmfNode parent) {
        FmfNode giver = draft.directives().inherits() ? parent : null;
        List<Path> sources = sources(draft, giver);
        FmfPlace place = NodeData.placeOf(draft.name(), sources);
        budget.workingOn(place);
        FmfMap inherited = giver == null ? FmfMap.empty() : new Copies(budget).of(giver.values());
        FmfMap data = new Merger(place, budget).merge(inherited, draft.takeData());
        FmfNode node =
                new FmfNode(
                        new FmfNode.Parts(
                                draft.name(),
                                draft.childName(),
                                root,
                                data,
                                sources,
                                draft.directives().select()),
                        parent);
        Map<String, FmfNode> children = new LinkedHashMap<>();
        draft.children().forEach((name, child) -> children.put(name, inherit(child, node)));
        node.adopt(children);
        return node;
    }

    private static List<Path> sources(NodeDraft draft, @Nullable FmfNode parent) {
        List<Path> inherited = parent == null ? List.of() : parent.sources();
        if (draft.sources().isEmpty()) {
            return inherited;
        }
        List<Path> all = new ArrayList<>(inherited);
        all.addAll(draft.sources());
        return List.copyOf(all);
    }
}
