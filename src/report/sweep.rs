//! A sweep as table and chart.

use super::chart::{
    Caption, Cell as Entry, Chart, Contour, HeatMap, Reference, Response, ResponsePoint, ResponseSeries,
    Slot, Table,
};
use super::csv::csv;
use super::figures::{Figure, source, yardstick_label};
use super::folder::{Folder, MANIFEST};
use super::results::{RESULTS, Results};
use super::texts::{ENGLISH, Texts, fill};
use super::words::{common, display, during, fixed, possessive, supported};
use super::{ReportError, manifest};
use crate::analysis::sweep::Cell;
use crate::model::scenario::{Method, Scenario};
use crate::scenario::Loaded;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::path::PathBuf;

/// A finished sweep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sweep {
    /// The scenario's name and title.
    pub scenario: String,
    pub title: String,
    /// The exporter that it is about.
    pub focus: String,
    pub axes: Vec<Axis>,
    /// Whether the axes were paired instead of crossed.
    pub zipped: bool,
    pub cells: Vec<Cell>,
    pub draws: usize,
    pub seed: u64,
    pub method: Method,
    /// A fixed revenue that results are compared with, and what it is.
    yardstick: Option<(f64, String)>,
}

/// What is varied.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// Its dotted path.
    pub path: String,
    /// Empty for what has none.
    pub unit: String,
}

/// How a sweep was made.
pub struct Made {
    pub paths: Vec<String>,
    pub zipped: bool,
    pub draws: usize,
    pub seed: u64,
    pub method: Method,
}

impl Axis {
    /// In words, with its unit.
    fn label(&self) -> String {
        match self.unit.as_str() {
            "" => label(&self.path),
            unit => format!("{}, {unit}", label(&self.path)),
        }
    }

    /// As the name of a column.
    fn column(&self) -> String {
        self.path.replace('.', "_")
    }
}

impl Sweep {
    /// The finished cells of a scenario's sweep.
    pub fn new(scenario: &Scenario, cells: Vec<Cell>, made: Made) -> Sweep {
        let unit = |path: &str| {
            let parameter = scenario.parameters.iter().find(|p| p.path == path);
            let unit = parameter.map_or("", |p| p.dimension.inner());
            if matches!(unit, "1" | "share") { "" } else { unit }.to_string()
        };
        let axis = |path: String| Axis { unit: unit(&path), path };
        let yardstick = |one: &crate::model::scenario::Yardstick| {
            (scenario.central_values().get(one.revenue), one.label.clone())
        };
        Sweep {
            scenario: scenario.name.clone(),
            title: scenario.title.clone(),
            focus: scenario
                .world
                .exporters
                .get(scenario.focus)
                .map_or_else(String::new, |one| one.name.clone()),
            axes: made.paths.into_iter().map(axis).collect(),
            zipped: made.zipped,
            cells,
            draws: made.draws,
            seed: made.seed,
            method: made.method,
            yardstick: scenario.yardstick.as_ref().map(yardstick),
        }
    }

    /// Tidy rows: the settings of the cell, the window, what came out.
    pub fn table(&self) -> Table {
        let mut header: Vec<String> = self.axes.iter().map(|axis| axis.path.clone()).collect();
        let names =
            ["revenue_usd_bn_per_year", "exports_mt_per_year", "revenue_without_measures_usd_bn_per_year"];
        header.push("window".to_string());
        for name in names {
            header.extend(["q05", "q50", "q95", "mean", "mean_error"].map(|what| format!("{name}_{what}")));
        }
        header.push("draws_lost".to_string());
        let mut rows = Vec::new();
        for cell in &self.cells {
            if cell.windows.is_empty() {
                let mut row: Vec<Entry> = cell.settings.iter().map(|s| Entry::Text(s.clone())).collect();
                row.resize_with(header.len() - 1, || Entry::Missing);
                row.push(Entry::Number(cell.lost as f64));
                rows.push(row);
            }
            for part in &cell.windows {
                let setting = |s: &String| s.parse().map_or_else(|_| Entry::Text(s.clone()), Entry::Number);
                let mut row: Vec<Entry> = cell.settings.iter().map(setting).collect();
                row.push(Entry::Text(part.window.to_string()));
                for summary in [Some(&part.revenue), Some(&part.exports), part.free.as_ref()] {
                    match summary {
                        Some(s) => row.extend(
                            [s.q05.value, s.q50.value, s.q95.value, s.mean.value, s.mean.error]
                                .map(Entry::Number),
                        ),
                        None => row.extend([const { Entry::Missing }; 5]),
                    }
                }
                row.push(Entry::Number(cell.lost as f64));
                rows.push(row);
            }
        }
        Table { header, rows }
    }

    /// The table as text, for the screen.
    pub fn text(&self) -> String {
        let mut text = format!(
            "{}\n\n",
            self.finding(ENGLISH).unwrap_or_else(|| "No cell could be solved.".to_string())
        );
        let window = self.cells.first().and_then(|cell| cell.windows.first());
        let when = window.map_or_else(String::new, |part| during(ENGLISH, part.window));
        for axis in &self.axes {
            text.push_str(&format!("{:>24} ", clip(&axis.path, 24)));
        }
        text.push_str(&format!("   revenue {when}, bn USD a year: 5 %, median, 95 %\n"));
        for cell in &self.cells {
            let Some(part) = cell.windows.first() else { continue };
            for setting in &cell.settings {
                text.push_str(&format!("{setting:>24} "));
            }
            let r = &part.revenue;
            let [low, median, high] = [r.q05, r.q50, r.q95].map(|e| supported(e, 2));
            text.push_str(&format!("   {low:>7} {median:>7} {high:>7}\n"));
        }
        text
    }

    pub fn json(&self, folder: Option<&str>) -> Value {
        let estimate = |s: &crate::stats::summary::Summary| json!({ "q05": s.q05.value, "q50": s.q50.value, "q95": s.q95.value, "mean": s.mean.value, "mean_error": s.mean.error });
        let cell = |cell: &Cell| {
            let settings: serde_json::Map<String, Value> = self
                .axes
                .iter()
                .map(|axis| axis.path.clone())
                .zip(cell.settings.iter().map(|s| json!(s)))
                .collect();
            let window = |part: &crate::analysis::sweep::CellWindow| {
                json!({
                    "window": part.window.to_string(),
                    "revenue": estimate(&part.revenue),
                    "exports": estimate(&part.exports),
                    "revenue_without_measures": part.free.as_ref().map(estimate),
                })
            };
            json!({ "settings": settings, "windows": cell.windows.iter().map(window).collect::<Vec<_>>(), "draws_lost": cell.lost })
        };
        json!({
            "schema_version": 1,
            "scenario": self.scenario,
            "draws": self.draws,
            "seed": self.seed,
            "cells": self.cells.iter().map(cell).collect::<Vec<_>>(),
            "folder": folder,
        })
    }

    /// Where revenue is least and most, in a sentence.
    /// The finding in one sentence; none where no cell could be solved.
    pub(super) fn finding(&self, texts: &Texts) -> Option<String> {
        let known = || self.cells.iter().filter_map(|cell| Some((cell, cell.windows.first()?.revenue.q50)));
        let (low, least) = known().min_by(|a, b| a.1.value.total_cmp(&b.1.value))?;
        let (high, most) = known().max_by(|a, b| a.1.value.total_cmp(&b.1.value))?;
        let place = |cell: &Cell| {
            let axes = self.axes.iter().zip(&cell.settings);
            let parts = axes.map(|(axis, value)| format!("{} {value} {}", label(&axis.path), axis.unit));
            parts.map(|part| part.trim_end().to_string()).collect::<Vec<_>>().join(", ")
        };
        let name_s = possessive(texts, &display(&self.focus));
        // Cells share their draws, so what lies between them is known better than where they lie: as many digits
        // as tell them apart.
        let apart = (-((most.value - least.value) / 5.0).max(1e-3).log10()).ceil() as i32;
        let digits = common(&[least, most], 2).max(apart.clamp(0, 2));
        let [low_text, high_text] = [least, most].map(|end| fixed(end.value, digits));
        if low_text == high_text {
            return Some(fill(texts.caption.sweep_title_flat, &[("name_s", &name_s), ("low", &low_text)]));
        }
        Some(fill(
            texts.caption.sweep_title,
            &[
                ("name_s", &name_s),
                ("low", &low_text),
                ("where_low", &place(low)),
                ("high", &high_text),
                ("where_high", &place(high)),
            ],
        ))
    }

    /// The chart; none where what is varied is no number, or more than two things are.
    pub fn figure(&self, texts: &Texts) -> Option<Figure> {
        let numbers: Option<Vec<Vec<f64>>> =
            self.cells.iter().map(|cell| cell.settings.iter().map(|s| s.parse().ok()).collect()).collect();
        let numbers = numbers?;
        let caption = |band: &str| {
            let part = self.cells.iter().find_map(|cell| cell.windows.first())?;
            let title = self.finding(texts)?;
            let (name_s, when) = (possessive(texts, &display(&self.focus)), during(texts, part.window));
            let subtitle = fill(
                texts.caption.sweep_subtitle,
                &[("title", &self.title), ("name_s", &name_s), ("when", &when), ("band", &band)],
            );
            let source = source(
                texts.caption.sweep_source,
                &self.scenario,
                &self.draws.to_string(),
                &self.seed.to_string(),
            );
            let description = subtitle.clone();
            Some(Caption { title, subtitle, source, description })
        };
        let figure = |name: &str, chart| Figure { name: name.to_string(), chart };
        match self.axes.as_slice() {
            [axis] => {
                let chart = self.response(caption(texts.caption.sweep_band)?, axis, &numbers, texts);
                Some(figure("response", chart))
            }
            [x, y] if !self.zipped => {
                let chart = self.heat(caption(texts.caption.sweep_median)?, x, y, &numbers, texts)?;
                Some(figure("heat-map", chart))
            }
            _ => None,
        }
    }

    fn response(&self, caption: Caption, axis: &Axis, numbers: &[Vec<f64>], texts: &Texts) -> Box<dyn Chart> {
        let points = self.cells.iter().zip(numbers).filter_map(|(cell, settings)| {
            let r = &cell.windows.first()?.revenue;
            Some(ResponsePoint {
                x: *settings.first()?,
                q05: r.q05.value,
                q50: r.q50.value,
                q95: r.q95.value,
            })
        });
        let series =
            vec![ResponseSeries { label: self.title.clone(), slot: Slot(1), points: points.collect() }];
        Box::new(Response {
            caption,
            x_label: axis.label(),
            y_label: texts.caption.usd_bn_a_year.to_string(),
            column: "revenue_usd_bn_per_year".to_string(),
            x_column: axis.column(),
            series,
            references: self
                .yardstick(texts)
                .map(|(value, label)| Reference { label, value })
                .into_iter()
                .collect(),
        })
    }

    fn heat(
        &self,
        caption: Caption,
        x: &Axis,
        y: &Axis,
        numbers: &[Vec<f64>],
        texts: &Texts,
    ) -> Option<Box<dyn Chart>> {
        let axis = |k: usize| {
            let mut values: Vec<f64> = numbers.iter().filter_map(|n| n.get(k).copied()).collect();
            values.sort_by(f64::total_cmp);
            values.dedup();
            values
        };
        let (xs, ys) = (axis(0), axis(1));
        let value = |x: f64, y: f64| {
            let position = numbers.iter().position(|n| n.as_slice() == [x, y])?;
            self.cells.get(position)?.windows.first().map(|part| part.revenue.q50.value)
        };
        let values =
            ys.iter().map(|&y| xs.iter().map(|&x| value(x, y).unwrap_or(f64::NAN)).collect()).collect();
        let contour = self.yardstick(texts).map(|(level, label)| Contour { level, label });
        let (x_label, y_label) = (x.label(), y.label());
        let (x_column, y_column) = (x.column(), y.column());
        let column = "revenue_usd_bn_per_year_q50".to_string();
        let value_label = texts.caption.usd_bn_a_year.to_string();
        Some(Box::new(HeatMap {
            caption,
            x_label,
            y_label,
            value_label,
            x_column,
            y_column,
            column,
            xs,
            ys,
            values,
            contour,
        }))
    }

    fn yardstick(&self, texts: &Texts) -> Option<(f64, String)> {
        let (value, label) = self.yardstick.as_ref()?;
        Some((*value, yardstick_label(texts, *value, label)))
    }

    /// Writes the sweep into its folder; `command` makes it again.
    pub fn write(&self, loaded: &Loaded, command: &str, mut folder: Folder) -> Result<PathBuf, ReportError> {
        folder.write("sweep.csv", &csv(&self.table()))?;
        let figures: Vec<Figure> = self.figure(ENGLISH).into_iter().collect();
        folder.write_all(super::figure_files(&figures)?)?;
        folder.write(RESULTS, &Results::Sweep(Box::new(self.clone())).bytes())?;
        let rest = json!({
            "scenarios": [manifest::scenario(loaded)],
            "axes": self.axes.iter().map(|axis| &axis.path).collect::<Vec<_>>(),
            "cells": self.cells.len(),
            "draws_lost": self.cells.iter().map(|cell| cell.lost).sum::<usize>(),
            "outputs": manifest::outputs(&folder),
        });
        let head = manifest::head(command, self.draws, self.seed, self.method);
        folder.write(MANIFEST, &manifest::bytes(head, rest))?;
        Ok(folder.finish()?)
    }
}

/// A dotted path as words: `corridor.russian_baltic.cost` becomes "Russian Baltic cost".
pub(super) fn label(path: &str) -> String {
    let keys: Vec<&str> = path.split('.').collect();
    match keys.as_slice() {
        ["model", "sigma"] => "substitution between exporters".to_string(),
        ["model", "theta"] => "choice between corridors".to_string(),
        [_, name, rest @ ..] if !rest.is_empty() => {
            let rest: Vec<String> = rest.iter().map(|key| key.replace('_', " ")).collect();
            format!("{} {}", display(name), rest.join(" "))
        }
        [.., last] => last.replace('_', " "),
        [] => String::new(),
    }
}

fn clip(text: &str, width: usize) -> String {
    let n = text.chars().count();
    if n <= width {
        text.to_string()
    } else {
        std::iter::once('…').chain(text.chars().skip(n - width + 1)).collect()
    }
}
