"""Which of our formulas answers which reference vector, and under which names its figures stand there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from course.commands.vector_scores import measure_of, scores
from course.statistics import average, between, heterogeneity
from course.statistics.average import Average
from course.statistics.consistency import consistency
from course.statistics.dropout import dropout
from course.statistics.effects import hedges_j
from course.statistics.estimates import Estimates
from course.statistics.funnel import ALMOST_ALL, NINETEEN_IN_TWENTY, limits
from course.statistics.imputation import rubin
from course.statistics.intraclass import one_way
from course.statistics.logistic import logistic
from course.statistics.paired import Paired
from course.statistics.proportion_funnel import share_limits
from course.statistics.random_intercept import RandomIntercept, fit, levels
from course.statistics.reliable import CutOffs, Norms, ReliableChange
from course.statistics.shrunken import shrunken
from course.statistics.two_groups import Apart, Group

Inputs = dict[str, Any]
Figures = dict[str, Any]


def figures_for(vector_id: str) -> Callable[[Inputs], Figures] | None:
    """The formulas for vectors of this name, known by how it begins. None for an unknown one."""
    if (measure := measure_of(vector_id)) is not None:
        return partial(scores, measure)
    return next((figures for begins, figures in FIGURES.items() if vector_id.startswith(begins)), None)


def _paired(inputs: Inputs) -> Figures:
    change = Paired.of(inputs["pre"], inputs["post"])
    return {
        "n": change.n,
        "m_pre": change.before.mean(),
        "m_post": change.after.mean(),
        "sd_pre": change.sd_before,
        "sd_post": change.sd_after,
        "sd_diff": change.sd,
        "r": change.r,
        "mean_diff": change.mean,
        "t": change.t,
        "df": change.df,
        "p": change.p,
        "ci": change.interval(),
        "d_z": change.d_z,
        "d_z_nct_ci": change.d_z_interval(),
        "d_z_se_large": change.d_z_se,
        "d_z_large_ci": change.d_z_large_sample_interval,
        "d_av": change.d_av,
        "d_av_lakens_meanSD": change.d_av_by_mean_sd,
        "d_rm": change.d_rm,
        "d_rm_var_borenstein": change.d_rm_variance,
        "d_pre": change.d_pre,
        "J_df": change.j,
        "g_z": change.g_z,
        "g_av": change.g_av,
        "g_rm": change.g_rm,
        "smcr_yi": change.smcr,
        "smcr_vi": change.smcr_variance,
        "smcc_yi": change.g_z,
        "smcc_vi": change.smcc_variance,
    }


def _between(inputs: Inputs) -> Figures:
    apart = Apart(Group.of(inputs["T_post"]), Group.of(inputs["C_post"]))
    return {
        "n1": apart.one.n,
        "n2": apart.other.n,
        "sd_pooled": apart.sd_pooled,
        "d": apart.d,
        "t": apart.t,
        "df": apart.df,
        "J": apart.j,
        "g": apart.g,
        "d_nct_ci": apart.d_interval(),
        "smd_yi": apart.g,
        "smd_vi": apart.g_variance,
        "glass_delta_ctrl": apart.glass,
    }


def _hedges(inputs: Inputs) -> Figures:
    df = np.asarray(inputs["df"], dtype=np.float64)
    return {"exact": hedges_j(df), "approx": 1 - 3 / (4 * df - 1)}


def _one_reliable_change(inputs: Inputs) -> Figures:
    return _reliable_change(**{name: inputs[name] for name in ("sd", "r", "pre", "post")})


def _reliable_changes(inputs: Inputs) -> Figures:
    return {name: _reliable_change(**row) for name, row in _named_rows(inputs, "sd,r,pre,post").items()}


def _reliable_change(*, sd: float, r: float, pre: float, post: float) -> Figures:
    change = ReliableChange(sd=sd, r=r)
    return {
        "sem": change.sem,
        "sdiff": change.s_diff,
        "rci": change.index(pre, post),
        "thr95": change.threshold,
        "thr90": change.threshold_90,
    }


def _cut_offs(inputs: Inputs) -> Figures:
    rows = _named_rows(inputs, "m_clin,sd_clin,m_func,sd_func,dir")
    return {name: _cut_off(row) for name, row in rows.items()}


def _cut_off(row: dict[str, float]) -> Figures:
    troubled, usual = Norms(row["m_clin"], row["sd_clin"]), Norms(row["m_func"], row["sd_func"])
    found = CutOffs(troubled, usual, higher_is_better=row["dir"] > 0)
    return {"a": found.a, "b": found.b, "c": found.c}


def _named_rows(inputs: Inputs, order: str) -> dict[str, dict[str, float]]:
    names = inputs.get("_order", order).split(",")
    rows = {name: row for name, row in inputs.items() if not name.startswith("_")}
    return {name: dict(zip(names, row, strict=True)) for name, row in rows.items()}


def _meta(inputs: Inputs) -> Figures:
    cohorts = _risk_ratios(inputs) if "tpos" in inputs else Estimates.of(inputs["yi"], inputs["vi"])
    by = {
        "DL": between.dersimonian_laird(cohorts),
        "REML": between.reml(cohorts),
        "PM": between.paule_mandel(cohorts),
    }
    tau2 = by["REML"]
    drawn, weights = shrunken(cohorts, tau2), cohorts.weights(tau2)
    return {
        "k": cohorts.k,
        "fixed": _average(average.plain(cohorts), 0.0),
        **{name: _average(average.plain(cohorts, value), value) for name, value in by.items()},
        **_knapp_hartung(cohorts, by),
        **_heterogeneity(cohorts, by),
        "PI_HTS_t_km2": average.prediction(cohorts, tau2),
        "PI_metafor_z": average.prediction_by_z(cohorts, tau2),
        "PI_metafor_HK": average.prediction_by_knapp_hartung(cohorts, tau2),
        "blup": drawn.value,
        "blup_se": drawn.se,
        "weights_REML": 100 * weights / weights.sum(),
    }


def _risk_ratios(inputs: Inputs) -> Estimates:
    """log(a/n1) - log(c/n2) with variance 1/a - 1/n1 + 1/c - 1/n2."""
    names = ("tpos", "tneg", "cpos", "cneg")
    a, b, c, d = (np.asarray(inputs[name], dtype=np.float64) for name in names)
    y = np.log(a / (a + b)) - np.log(c / (c + d))
    return Estimates.of(y, 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))


def _average(found: Average, tau2: float) -> Figures:
    return {"mu": found.mean, "se": found.se, "tau2": tau2, "ci": found.interval, "p": found.p}


def _knapp_hartung(cohorts: Estimates, by: dict[str, float]) -> Figures:
    kinds = {"HK": False, "HK_adhoc": True}
    return {
        f"{name}_{kind}": _average(average.knapp_hartung(cohorts, tau2, ad_hoc=ad_hoc), tau2)
        for name, tau2 in by.items()
        for kind, ad_hoc in kinds.items()
    }


def _heterogeneity(cohorts: Estimates, by: dict[str, float]) -> Figures:
    return {
        "Q": cohorts.q(),
        "Qp": heterogeneity.q_p(cohorts),
        "I2_higgins": heterogeneity.i2_of_q(cohorts),
        **{f"I2_{name}": heterogeneity.i2(cohorts, tau2) for name, tau2 in by.items()},
        **{f"H2_{name}": heterogeneity.h2(cohorts, tau2) for name, tau2 in by.items()},
        "tau2_QP_ci_REML": between.profile_interval(cohorts),
    }


def _funnel_of_means(inputs: Inputs) -> Figures:
    of = (inputs["theta"], inputs["sigma"], inputs["n"])
    (low95, high95), (low998, high998) = limits(*of, NINETEEN_IN_TWENTY), limits(*of, ALMOST_ALL)
    return {"lo95": low95, "hi95": high95, "lo998": low998, "hi998": high998}


def _funnel_of_shares(inputs: Inputs) -> Figures:
    ends = {"lo95": 0.025, "hi95": 0.975, "lo998": 0.001, "hi998": 0.999}
    return {name: share_limits(inputs["p0"], inputs["n"], p) for name, p in ends.items()}


def _after_given_before(inputs: Inputs) -> Figures:
    """Scores before are centred on everybody's mean, those without a score after among them."""
    table = _columns(inputs)
    before, after = _numbers(table["pre"]), _numbers(table["post"])
    there = np.isfinite(after) & np.isfinite(before)
    design = np.column_stack([np.ones(there.sum()), (before - np.nanmean(before))[there]])
    rows = (after[there], design, np.asarray(table["cohort"])[there])
    model = fit(*rows)
    plain, adjusted = (
        [method(weights) for weights in np.eye(2)]
        for method in (model.fixed.satterthwaite, model.fixed.kenward_roger)
    )
    return {
        **_fitted(model),
        "icc": model.icc,
        "ranef": levels(model, *rows),
        "df_satterthwaite": [one.df for one in plain],
        "p_satterthwaite": [one.p for one in plain],
        "se_KR": [one.se for one in adjusted],
        "df_KR": [one.df for one in adjusted],
    }


def _change_by_cohort(inputs: Inputs) -> Figures:
    table = _columns(inputs)
    change = _numbers(table["post"]) - _numbers(table["pre"])
    there = np.isfinite(change)
    cohort = np.asarray(table["cohort"])[there]
    model = fit(change[there], np.ones((there.sum(), 1)), cohort)
    spread = one_way(change[there], cohort)
    return {
        **_fitted(model),
        "icc_reml": model.icc,
        "icc_anova": spread.icc,
        "n0": spread.n0,
        "MSB": spread.between,
        "MSW": spread.within,
        "design_effect": spread.design_effect,
        "df_satt": model.fixed.satterthwaite([1]).df,
    }


def _fitted(model: RandomIntercept) -> Figures:
    return {
        "coef": model.coef,
        "se": model.fixed.se,
        "var_cohort": model.between,
        "var_resid": model.within,
        "logLik_REML": model.log_likelihood,
    }


def _dropout(inputs: Inputs) -> Figures:
    table = _columns(inputs)
    before, sessions, left = (
        _numbers(table["pre"]),
        _numbers(table["sessions"]),
        np.isnan(_numbers(table["fu"])),
    )
    found = dropout(before, left)
    model = logistic(left, np.column_stack([np.ones(len(left)), before, sessions]))
    return {
        "n_drop": found.left.n,
        "n": len(left),
        "welch_t": found.t,
        "welch_df": found.df,
        "p": found.p,
        "smd_pre": found.smd,
        "logit_coef": model.coef,
        "logit_se": model.se,
        "logLik": model.log_likelihood,
    }


def _columns(inputs: Inputs) -> dict[str, tuple[Any, ...]]:
    return dict(zip(inputs["columns"], zip(*inputs["rows"], strict=True), strict=True))


def _numbers(column: tuple[float | None, ...]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([np.nan if value is None else value for value in column], dtype=np.float64)


def _imputed(inputs: Inputs) -> Figures:
    found = rubin(inputs["q"], inputs["u"], people=inputs["n"], coefficients=inputs["k"])
    return {
        "qbar": found.mean,
        "ubar": found.within,
        "b": found.between,
        "t": found.variance,
        "df_barnard_rubin": found.df,
        "r": found.increase,
        "fmi": found.information_lost,
        "se": found.se,
        "ci": found.interval(),
        "df_old": found.df_old,
    }


def _alpha(inputs: Inputs) -> Figures:
    found = consistency(inputs["items"])
    return {"alpha": found.alpha, "alpha_std": found.standardised, "item_rest_r": found.item_rest}


FIGURES: dict[str, Callable[[Inputs], Figures]] = {
    "effect.paired": _paired,
    "effect.between": _between,
    "effect.hedges_J": _hedges,
    "rci.jacobson_truax": _one_reliable_change,
    "rci.examples": _reliable_changes,
    "rci.cutoffs": _cut_offs,
    "meta.": _meta,
    "funnel.mean": _funnel_of_means,
    "funnel.proportion": _funnel_of_shares,
    "lmm.post_ancova": _after_given_before,
    "lmm.change_icc": _change_by_cohort,
    "dropout.checks": _dropout,
    "mi.rubin": _imputed,
    "reliability.alpha": _alpha,
}
