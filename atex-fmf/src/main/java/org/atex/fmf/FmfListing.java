package org.atex.fmf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.atex.fmf.tree.FmfNode;
import org.atex.fmf.tree.PathText;
import org.atex.fmf.value.FmfJson;

/** Prints nodes for programs. */
public final class FmfListing {

    private FmfListing() {}

    /**
     * The nodes as one JSON array without white space. Each is an object with its {@code data},
     * whether it is a {@code leaf}, its {@code name}, and its {@code sources} relative to the root
     * of the tree. Values that JSON does not know are written as {@link FmfJson} does.
     *
     * <pre>{@code
     * FmfTree tree = FmfTree.load(path).adjust(Adjust.to(context));
     * System.out.println(FmfListing.json(tree.climb(whole, true)));
     * }</pre>
     */
    public static String json(List<FmfNode> nodes) {
        StringBuilder out = new StringBuilder();
        FmfJson.append(nodes.stream().map(FmfListing::described).toList(), out);
        return out.toString();
    }

    private static Map<String, Object> described(FmfNode node) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", node.name());
        fields.put("leaf", node.isLeaf());
        fields.put("sources", relativeSources(node));
        fields.put("data", node.data());
        return fields;
    }

    private static List<String> relativeSources(FmfNode node) {
        return node.sources().stream().map(s -> PathText.relative(node.root(), s)).toList();
    }
}
