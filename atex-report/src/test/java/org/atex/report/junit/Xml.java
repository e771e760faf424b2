package org.atex.report.junit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.dom.DOMSource;
import javax.xml.validation.SchemaFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** A report that was parsed and checked against the schema. */
record Xml(Document document) {

    static Xml valid(Path file) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            Document document = factory.newDocumentBuilder().parse(file.toFile());
            SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                    .newSchema(Xml.class.getResource("/junit.xsd"))
                    .newValidator()
                    .validate(new DOMSource(document));
            return new Xml(document);
        } catch (SAXException | ParserConfigurationException e) {
            throw new AssertionError(file + " is not valid: " + e.getMessage(), e);
        }
    }

    List<Element> cases() {
        return all("testcase");
    }

    List<Element> suites() {
        return all("testsuite");
    }

    Element only(String name) {
        List<Element> found = all(name);
        if (found.size() != 1) {
            throw new AssertionError("%d elements %s".formatted(found.size(), name));
        }
        return found.get(0);
    }

    List<Element> all(String name) {
        NodeList nodes = document.getElementsByTagName(name);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i))
                .toList();
    }
}
