// The boosters inside scikit-learn wrappers, each read once.

import Archives

/// The boosters of one file by the object that holds them.
///
/// What columns a model takes and what it computes are asked for at different times.
final class BoosterModels {
  private var xgboost: [ObjectIdentifier: XGBoostModel] = [:]
  private var lightgbm: [ObjectIdentifier: LightGBMModel] = [:]
  private var catboost: [ObjectIdentifier: CatBoostModel] = [:]

  /// The XGBoost booster of a wrapper.
  func xgboost(of estimator: Estimator) throws -> XGBoostModel {
    let booster = try estimator.part("_Booster")
    let identity = ObjectIdentifier(booster.object)
    if let model = xgboost[identity] { return model }
    guard case .bytes(let bytes)? = booster["handle"] else {
      throw booster.malformed(
        "handle", found: booster["handle"]?.summary ?? "nothing", expected: "a saved booster")
    }
    let model = try XGBoostModel.read(Bytes(bytes))
    xgboost[identity] = model
    return model
  }

  /// The LightGBM booster of a wrapper.
  func lightgbm(of estimator: Estimator) throws -> LightGBMModel {
    let booster = try estimator.part("_Booster")
    let identity = ObjectIdentifier(booster.object)
    if let model = lightgbm[identity] { return model }
    // The attribute was called `handle` until 3.3.
    guard let text = (booster["_handle"] ?? booster["handle"])?.text else {
      throw booster.malformed("_handle", found: "no text", expected: "a saved booster")
    }
    let model = try LightGBMModel.read(Bytes(utf8: text))
    lightgbm[identity] = model
    return model
  }

  /// The model of a CatBoost estimator.
  func catboost(of estimator: Estimator) throws -> CatBoostModel {
    let identity = ObjectIdentifier(estimator.object)
    if let model = catboost[identity] { return model }
    guard case .bytes(let bytes)? = estimator["__model"] else {
      throw estimator.malformed(
        "__model", found: estimator["__model"]?.summary ?? "nothing", expected: "a saved model")
    }
    let model = try CatBoostModel.read(Bytes(bytes))
    catboost[identity] = model
    return model
  }
}
