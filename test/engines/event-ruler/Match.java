// Matches events with event patterns. Reads {"patterns": {name: pattern}, "events": {name: event}} from the standard input
// and writes {"refused": {name: reason}, "matched": {event name: [names of the patterns]}}.
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeSet;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;

public class Match {
  public static void main(String[] args) throws Exception {
    ObjectMapper json = new ObjectMapper();
    JsonNode input = json.readTree(System.in);
    ObjectNode output = json.createObjectNode();
    ObjectNode refused = output.putObject("refused");
    ObjectNode matched = output.putObject("matched");
    Machine machine = Machine.builder().build();
    for (Map.Entry<String, JsonNode> each : input.get("patterns").properties()) {
      String pattern = each.getValue().toString();
      // With `false`, a pattern in which a field occurs twice is refused.
      String reason = JsonRuleCompiler.check(pattern, false);
      if (reason == null) machine.addRule(each.getKey(), pattern);
      else refused.put(each.getKey(), reason);
    }
    for (Map.Entry<String, JsonNode> each : input.get("events").properties()) {
      var names = matched.putArray(each.getKey());
      for (String name : new TreeSet<>(machine.rulesForJSONEvent(each.getValue().toString()))) names.add(name);
    }
    System.out.println(output);
  }
}
