"""A plan and what was asked beside it, as values for programs and as lines for people."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from biovaliance.bioproduction.network.alternatives import SiteCount
from biovaliance.bioproduction.network.outages import OutageEffect, Response
from biovaliance.bioproduction.network.plans import Plan
from biovaliance.bioproduction.network.supply import Network, SourceStatus


@dataclass(frozen=True, slots=True)
class Report:
    """What was found for one network."""

    network: Network
    plan: Plan
    outages: tuple[OutageEffect, ...] = ()
    by_site_count: tuple[SiteCount, ...] = ()
    cost_and_carbon: tuple[Plan, ...] = ()


def as_values(report: Report) -> dict[str, Any]:
    """Return a report as numbers, texts, lists and mappings."""
    network, plan = report.network, report.plan
    values = {
        "network": network.name,
        "currency": network.currency,
        "price_year": network.price_year,
        "horizon_d": network.horizon_d,
        **_plan_values(plan),
        "doses_by_product": {name: plan.doses_of(name) for name in plan.patients},
        "service_share": {name: plan.service_share(name) for name in plan.patients},
        "used_share": dict(plan.used_share),
        "flows": [
            {
                "hospital": flow.hospital,
                "product": flow.product,
                "site": flow.site,
                "collection_mode": flow.collection_mode,
                "delivery_mode": flow.delivery_mode,
                "wait_d": flow.wait_d,
                "turnaround_d": flow.turnaround_d,
                "patients": flow.patients,
                "doses": flow.doses,
            }
            for flow in plan.flows
        ],
        "worst_status": str(network.worst_status),
    }
    if report.outages:
        values["outages"] = [_outage_values(effect) for effect in report.outages]
    if report.by_site_count:
        values["by_site_count"] = [_count_values(each) for each in report.by_site_count]
    if report.cost_and_carbon:
        values["cost_and_carbon"] = [_plan_values(each) for each in report.cost_and_carbon]
    return values


def as_lines(report: Report) -> list[str]:
    """Return a report in lines for a person."""
    network, plan = report.network, report.plan
    cost = f"{plan.cost_per_dose:,.0f} {network.currency} of {network.price_year} per dose"
    making = f"fixed {plan.fixed_cost:,.0f}, making and transport {plan.making_cost:,.0f}"
    emitted = f"{plan.carbon_kg_per_dose:,.0f} kg CO2e per dose"
    lines = [
        f"{network.name}: {cost}, {plan.doses:,.1f} doses in {network.horizon_d:g} days, {plan.status}",
        f"{making}; {emitted}; {plan.mean_turnaround_d:.1f} days from collection to infusion on average",
    ]
    lines += [f"open: {site}, {plan.used_share[site]:.0%} of its place-days used" for site in plan.sites]
    lines += [f"{name}: doses for {plan.service_share(name):.1%} of the patients" for name in plan.patients]
    lines += _flow_lines(plan)
    for effect in report.outages:
        kept, more = effect.with_open_sites, effect.with_more_sites
        lines.append(f"without {effect.outage.site}: {_response_text(kept)}; {_more_text(kept, more)}")
    for count in report.by_site_count:
        lines.append(_count_line(count))
    lines += [
        f"cost against carbon: {each.cost_per_dose:,.0f} per dose, {each.carbon_kg_per_dose:,.1f} kg CO2e "
        f"per dose ({', '.join(each.sites)})"
        for each in report.cost_and_carbon
    ]
    if network.worst_status in {SourceStatus.ASSUMED, SourceStatus.UNVERIFIED}:
        lines.append(f"rests on rows that are {network.worst_status}: not validated")
    return lines


def _plan_values(plan: Plan) -> dict[str, Any]:
    return {
        "status": str(plan.status),
        "cost_per_dose": plan.cost_per_dose,
        "sites": list(plan.sites),
        "gap": plan.gap,
        "doses": plan.doses,
        "cost": plan.cost,
        "fixed_cost": plan.fixed_cost,
        "making_cost": plan.making_cost,
        "carbon_kg_per_dose": plan.carbon_kg_per_dose,
        "mean_turnaround_d": plan.mean_turnaround_d,
    }


def _outage_values(effect: OutageEffect) -> dict[str, Any]:
    return {
        "site": effect.outage.site,
        "with_open_sites": _response_values(effect.with_open_sites),
        "with_more_sites": _response_values(effect.with_more_sites),
    }


def _response_values(response: Response) -> dict[str, Any]:
    return {
        "doses_lost": response.doses_lost,
        "extra_cost": response.extra_cost,
        "cost_per_dose": response.plan.cost_per_dose if response.plan.doses else None,
        "sites": list(response.sites),
    }


def _count_values(count: SiteCount) -> dict[str, Any]:
    if count.plan is None or count.worst_outage is None:
        return {"site_count": count.sites, "status": "infeasible", "why": count.why_none}
    worst = _outage_values(count.worst_outage)
    return {"site_count": count.sites, **_plan_values(count.plan), "worst_outage": worst}


def _flow_lines(plan: Plan) -> list[str]:
    together: dict[tuple[str, str, str], float] = defaultdict(float)
    for flow in plan.flows:
        together[flow.hospital, flow.product, flow.site] += flow.patients
    return [
        f"{hospital}: {patients:,.1f} patients of {product} at {site}"
        for (hospital, product, site), patients in together.items()
    ]


def _response_text(response: Response) -> str:
    change = f"{abs(response.extra_cost):,.0f} {'more' if response.extra_cost >= 0 else 'less'} spent"
    return f"{response.doses_lost:,.1f} doses lost, {change} with the open sites"


def _more_text(kept: Response, more: Response) -> str:
    opened = [site for site in more.sites if site not in kept.sites]
    if not opened:
        return "opening others does not help"
    return f"{more.doses_lost:,.1f} lost if {', '.join(opened)} opens"


def _count_line(count: SiteCount) -> str:
    sites = f"{count.sites} site{'s' * (count.sites > 1)}"
    if count.plan is None or count.worst_outage is None:
        return f"{sites}: {count.why_none}"
    worst = count.worst_outage
    return (
        f"{sites} ({', '.join(count.plan.sites)}): {count.plan.cost_per_dose:,.0f} per dose, "
        f"{count.plan.carbon_kg_per_dose:,.1f} kg CO2e per dose; up to "
        f"{worst.with_open_sites.doses_lost:,.1f} doses lost without {worst.outage.site}"
    )
