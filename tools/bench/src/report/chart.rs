//! The chart of a run: what a user waits for and what it takes up, program by program. Its scales
//! are logarithmic, since an interpreter takes fifty times as long to start.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::error::BenchError;
use crate::measure::Measured;
use crate::program::Kind;

const WIDTH: u32 = 1020;
const ROW: i32 = 28;
const HEAD: i32 = 92;
const FOOT: i32 = 34;
/// Where names end and bars begin.
const NAMES: i32 = 240;
/// The longest bar.
const BAR: i32 = 190;
/// From the beginning of one column to that of the next.
const COLUMN: i32 = 262;

const INK: RGBColor = RGBColor(0x24, 0x29, 0x2f);
const GRID: RGBColor = RGBColor(0xd8, 0xde, 0xe4);

/// What stands in one column.
struct Column {
    title: &'static str,
    /// Where its scale begins.
    least: f64,
    of: fn(&Measured) -> f64,
}

const COLUMNS: [Column; 3] = [
    Column {
        title: "cold start, ms (INIT + first)",
        least: 1.0,
        of: |one| thousandths(one.times.cold_micros),
    },
    Column {
        title: "warm request, ms",
        least: 0.01,
        of: |one| thousandths(one.times.warm_p50_micros),
    },
    Column {
        title: "peak memory, MB",
        least: 1.0,
        of: |one| thousandths(one.peak_kib * 1_024 / 1_000),
    },
];

/// Each kind's color, and its name in the legend.
const KINDS: [(Kind, RGBColor, &str); 3] = [
    (Kind::Function, RGBColor(0x2b, 0x6c, 0xb0), "our functions"),
    (Kind::Interpreted, RGBColor(0xdd, 0x6b, 0x20), "the same read in Node and Python"),
    (Kind::Peer, RGBColor(0x8a, 0x94, 0xa0), "the least there can be in Rust"),
];

/// Draws it as SVG.
pub(super) fn draw(measured: &[Measured], origin: &str) -> Result<String, BenchError> {
    let mut svg = String::new();
    paint(&mut svg, measured, origin).map_err(|error| BenchError::Chart(error.to_string()))?;
    Ok(svg)
}

impl Column {
    /// Where its scale begins, and the power of ten at which it ends.
    fn scale(&self, measured: &[Measured]) -> (f64, f64) {
        let longest = measured.iter().map(self.of).fold(self.least * 10.0, f64::max);
        (self.least, 10_f64.powf(longest.log10().ceil()))
    }
}

type Painted = Result<(), DrawingAreaErrorKind<std::io::Error>>;
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

fn paint(svg: &mut String, measured: &[Measured], origin: &str) -> Painted {
    let rows = i32::try_from(measured.len()).unwrap_or(i32::MAX);
    let height = HEAD + rows * ROW + FOOT;
    let area = SVGBackend::with_string(svg, (WIDTH, height.unsigned_abs())).into_drawing_area();
    area.fill(&WHITE)?;
    legend(&area)?;
    for (column, from) in COLUMNS.iter().zip(every(NAMES, COLUMN)) {
        let scale = column.scale(measured);
        grid(&area, column.title, scale, (from, HEAD + rows * ROW))?;
        for (one, middle) in measured.iter().zip(every(HEAD + ROW / 2, ROW)) {
            let to = from + length((column.of)(one), scale);
            let bar = [(from, middle - 8), (to, middle + 8)];
            area.draw(&Rectangle::new(bar, color(one.kind).filled()))?;
            let figure = figure((column.of)(one));
            area.draw(&Text::new(figure, (to + 5, middle), text(13, HPos::Left)))?;
        }
    }
    for (one, middle) in measured.iter().zip(every(HEAD + ROW / 2, ROW)) {
        let name = one.name.as_str();
        area.draw(&Text::new(name, (NAMES - 10, middle), text(14, HPos::Right)))?;
    }
    area.draw(&Text::new(origin, (12, height - FOOT / 2), text(11, HPos::Left)))?;
    area.present()
}

/// A place, and others as far from each other.
fn every(first: i32, apart: i32) -> impl Iterator<Item = i32> {
    std::iter::successors(Some(first), move |place| place.checked_add(apart))
}

fn text(size: i32, at: HPos) -> TextStyle<'static> {
    ("sans-serif", size).into_font().color(&INK).pos(Pos::new(at, VPos::Center))
}

fn color(kind: Kind) -> RGBColor {
    KINDS.iter().find(|(of, ..)| *of == kind).map_or(INK, |(_, color, _)| *color)
}

fn legend(area: &Area<'_>) -> Painted {
    for ((_, color, name), x) in KINDS.iter().zip(every(NAMES, COLUMN)) {
        area.draw(&Rectangle::new([(x, 14), (x + 14, 28)], color.filled()))?;
        area.draw(&Text::new(*name, (x + 21, 21), text(13, HPos::Left)))?;
    }
    Ok(())
}

/// A column's title, and a line at each power of ten.
fn grid(area: &Area<'_>, title: &str, scale: (f64, f64), (from, bottom): (i32, i32)) -> Painted {
    area.draw(&Text::new(title, (from, 54), text(15, HPos::Left)))?;
    let mut value = scale.0;
    while value <= scale.1 {
        let x = from + length(value, scale);
        area.draw(&PathElement::new([(x, HEAD), (x, bottom)], GRID))?;
        area.draw(&Text::new(format!("{value}"), (x, 80), text(11, HPos::Center)))?;
        value *= 10.0;
    }
    Ok(())
}

/// A thousandth of a whole number.
fn thousandths(number: u64) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX)) / 1_000.0
}

/// Two digits after the point where there is one before it, and fewer where there are more.
fn figure(value: f64) -> String {
    match value {
        ..10.0 => format!("{value:.2}"),
        ..100.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

/// The length of a bar on a scale.
#[expect(clippy::cast_possible_truncation, reason = "at most BAR, and a pixel is whole")]
fn length(value: f64, (least, most): (f64, f64)) -> i32 {
    let part = (value.clamp(least, most) / least).ln() / (most / least).ln();
    (part * f64::from(BAR)).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_power_of_ten_is_as_long_as_the_next() {
        let scale = (0.1, 1_000.0);
        assert_eq!(length(0.1, scale), 0);
        assert_eq!(length(10.0, scale), BAR / 2);
        assert_eq!(length(5_000.0, scale), BAR);
    }

    #[test]
    fn figures_have_three_digits() {
        assert_eq!([0.279, 4.05, 23.28, 212.9].map(figure), ["0.28", "4.05", "23.3", "213"]);
    }
}
