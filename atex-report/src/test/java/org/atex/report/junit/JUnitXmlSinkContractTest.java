package org.atex.report.junit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.atex.core.contract.ResultSinkContract;
import org.atex.core.result.ResultSink;
import org.w3c.dom.Element;

class JUnitXmlSinkContractTest extends ResultSinkContract {

    @Override
    protected ResultSink newSink(Path directory) {
        return JUnitXmlSink.to(directory.resolve("junit.xml"));
    }

    @Override
    protected List<Shown> shown(Path directory) throws IOException {
        List<Shown> shown = new ArrayList<>();
        for (Element testCase : Xml.valid(directory.resolve("junit.xml")).cases()) {
            // Only the case that stands for the attempt says how long it took.
            if (testCase.hasAttribute("time")) {
                shown.add(shown(testCase));
            }
        }
        return shown;
    }

    private static Shown shown(Element testCase) {
        boolean failed = testCase.getElementsByTagName("failure").getLength() > 0;
        return new Shown(
                ((Element) testCase.getParentNode()).getAttribute("name"),
                testCase.getAttribute("classname"),
                failed ? "fail" : "pass");
    }
}
