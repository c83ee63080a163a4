// What documents ask for that no row by itself can answer, and what they ask for in no table's form.

import Archives
import PipelineReaders
import Testing

private func document(_ model: String) -> String {
  """
  <PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4"><Header/>
  <DataDictionary><DataField name="x" optype="continuous" dataType="double"/>
  <DataField name="s" optype="categorical" dataType="string"/>
  <DataField name="y" optype="continuous" dataType="double"/></DataDictionary>
  \(model)</PMML>
  """
}

private func message(_ model: String) -> String {
  do {
    _ = try PMMLReader.read(Bytes(utf8: document(model)), name: "model.pmml")
    return "no error"
  } catch {
    return "\(error)"
  }
}

private let schema = """
  <MiningSchema><MiningField name="x"/><MiningField name="y" usageType="target"/></MiningSchema>
  """

private func regression(_ formula: String) -> String {
  """
  <RegressionModel functionName="regression">\(schema)<LocalTransformations>
  <DerivedField name="d" optype="continuous" dataType="double">\(formula)</DerivedField>
  </LocalTransformations><RegressionTable intercept="0">
  <NumericPredictor name="d" coefficient="1"/></RegressionTable></RegressionModel>
  """
}

private func association(field: String, group: String = "", item: String = "x=1") -> String {
  """
  <AssociationModel functionName="associationRules" numberOfTransactions="1" numberOfItems="1"
  minimumSupport="0" minimumConfidence="0" numberOfItemsets="1" numberOfRules="1">
  <MiningSchema><MiningField name="\(group.isEmpty ? "x" : "s")"/>\(group)</MiningSchema>
  <Output>\(field)</Output><Item id="1" value="\(item)"/>
  <Itemset id="1"><ItemRef itemRef="1"/></Itemset>
  <AssociationRule antecedent="1" consequent="1" support="1" confidence="1"/></AssociationModel>
  """
}

private func ruleField(_ attributes: String) -> String {
  "<OutputField name=\"r\" dataType=\"string\" feature=\"ruleValue\" \(attributes)/>"
}

@Suite struct PMMLRefusalTests {
  @Test(arguments: [
    ("<Aggregate field=\"x\" function=\"sum\"/>", "Aggregate"), ("<Lag field=\"x\"/>", "Lag"),
  ])
  func formulasOverOtherRowsAreRefusedByName(_ formula: String, _ name: String) {
    let refusal = message(regression(formula))
    #expect(refusal.contains(name))
    #expect(refusal.contains("other rows"))
  }

  @Test(arguments: ["TextModel", "TimeSeriesModel", "SequenceModel"])
  func modelsThatAreNotReadAreRefusedByName(_ name: String) {
    #expect(message("<\(name) functionName=\"regression\">\(schema)</\(name)>").contains(name))
  }

  @Test(arguments: ["CUSUM", "chiSquareIndependence", "chiSquareDistribution", "scalarProduct"])
  func statisticsOfStreamsAreRefusedByName(_ statistic: String) {
    let refusal = message(
      """
      <BaselineModel functionName="regression">\(schema)
      <TestDistributions field="x" testStatistic="\(statistic)"><Baseline>
      <GaussianDistribution mean="0" variance="1"/></Baseline></TestDistributions></BaselineModel>
      """)
    #expect(refusal.contains(statistic))
    #expect(refusal.contains("other rows"))
  }

  @Test func listsOfItemsetsAreRefused() {
    #expect(message(association(field: ruleField("isMultiValued=\"1\""))).contains("isMultiValued"))
    #expect(message(association(field: ruleField(""))) == "no error")
  }

  @Test(arguments: [
    ("rankBasis=\"weight\"", "weight"), ("algorithm=\"guess\"", "guess"), ("rank=\"0\"", "rank 0"),
    ("ruleFeature=\"colour\"", "colour"), ("rankBasis=\"lift\"", "lift"),
  ])
  func ordersThatRulesDoNotHaveAreRefused(_ attributes: String, _ named: String) {
    #expect(message(association(field: ruleField(attributes))).contains(named))
  }

  @Test func predictionsOfAssociationModelsAreRefused() {
    let field = "<OutputField name=\"p\" dataType=\"string\" feature=\"predictedValue\"/>"
    #expect(message(association(field: field)).contains("predictedValue"))
  }

  @Test func itemsWithCommasAreRefusedInLists() {
    let group = "<MiningField name=\"x\" usageType=\"group\"/>"
    #expect(
      message(association(field: ruleField(""), group: group, item: "a,b")).contains("comma"))
    #expect(message(association(field: ruleField(""), group: group, item: "a")) == "no error")
  }

  @Test func aNetworkWhoseSumsAreTooManyIsRefused() {
    let names = (0..<24).map { "n\($0)" }
    let nodes = names.map {
      """
      <DiscreteNode name="\($0)"><ValueProbability value="0" probability="0.5"/>
      <ValueProbability value="1" probability="0.5"/></DiscreteNode>
      """
    }
    let last = """
      <DiscreteNode name="y"><DiscreteConditionalProbability>
      \(names.map { "<ParentValue parent=\"\($0)\" value=\"0\"/>" }.joined())
      <ValueProbability value="1" probability="1"/></DiscreteConditionalProbability></DiscreteNode>
      """
    let model = """
      <BayesianNetworkModel functionName="classification">\(schema)<BayesianNetworkNodes>
      \(nodes.joined())\(last)</BayesianNetworkNodes></BayesianNetworkModel>
      """
    #expect(message(model).contains("DiscreteNode 'y'"))
  }

  @Test(arguments: [
    "(?i)a", "\\p{L}", "[[:alpha:]]", "a&&b", "(a)\\1",
  ])
  func regularExpressionsThatDifferAmongEnginesAreRefused(_ pattern: String) {
    let formula = """
      <Apply function="if"><Apply function="matches"><Constant dataType="string">a</Constant>
      <Constant dataType="string">\(pattern.replacing("&", with: "&amp;"))</Constant></Apply>
      <FieldRef field="x"/></Apply>
      """
    #expect(message(regression(formula)).contains("regular expression"))
  }

  @Test func allSegmentsTogetherHaveNoPredictionOfOneValue() {
    let model = """
      <MiningModel functionName="regression">\(schema)<Output>
      <OutputField name="p" dataType="double" feature="predictedValue" SEGMENT/></Output>
      <Segmentation multipleModelMethod="selectAll"><Segment id="a"><True/>
      \(regression("<FieldRef field=\"x\"/>"))</Segment></Segmentation></MiningModel>
      """
    #expect(message(model.replacing(" SEGMENT", with: "")).contains("segmentId"))
    #expect(message(model.replacing("SEGMENT", with: "segmentId=\"a\"")) == "no error")
  }
}
