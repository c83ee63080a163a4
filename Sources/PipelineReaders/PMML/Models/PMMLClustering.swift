// ClusteringModel: the nearest of some centres.

import Pipelines

/// A clustering model.
struct PMMLClustering {
  let context: PMMLModelContext

  /// Translates the model.
  func result() throws -> PMMLResult {
    let model = context.element
    guard (model["modelClass"] ?? "centerBased") == "centerBased" else {
      throw model.unsupported("clusters by distribution")
    }
    let measureElement = try model.requiredChild("ComparisonMeasure")
    let common = measureElement["compareFunction"] ?? "absDiff"
    let fields = try model.children("ClusteringField").filter {
      $0.bool("isCenterField") ?? true
    }.map { field in
      PMMLMeasure.Field(
        value: try context.scope.field(field.required("field"), at: field).value,
        weight: try field.double("fieldWeight") ?? 1,
        function: field["compareFunction"] ?? common, scale: try field.double("similarityScale"))
    }
    let adjustments = try model.child("MissingValueWeights")?.arrayNumbers()
    let measure = try PMMLMeasure(measureElement, fields: fields, adjustments: adjustments)
    var ids: [String] = []
    var values: [Expression] = []
    for (place, cluster) in model.children("Cluster").enumerated() {
      // A cluster without an identifier is known by its place, from 1.
      ids.append(cluster["id"] ?? String(place + 1))
      values.append(
        context.columns.sharing(
          try measure.value(
            measure.point(cluster.requiredChild("Array").strings()), context.columns)))
    }
    guard !ids.isEmpty else { throw model.error("there is no cluster") }
    let place =
      measure.isDistance ? context.placeOfSmallest(values) : context.placeOfLargest(values)
    let table = LookupTable(
      keys: ids.indices.map { [.number(Double($0))] }, values: ids.map(CellValue.text),
      fallback: .missing, kind: .text)
    var result = PMMLResult()
    let winner = PMMLValue(
      expression: context.columns.sharing(.lookup(table: table, keys: [place])), type: .string)
    result.entities = [winner]
    result.predicted = winner
    result.categories = ids
    result.affinities = Array(zip(ids, values)).map { (id: $0, value: $1) }
    result.prefersSmallAffinity = measure.isDistance
    for (place, cluster) in model.children("Cluster").enumerated() {
      result.displayValues[ids[place]] = cluster["name"]
    }
    return result
  }
}
