//! The chart of a run: what a user waits for, program by program.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::error::BenchError;
use crate::measure::Measured;
use crate::program::Kind;

const WIDTH: u32 = 960;
const ROW: i32 = 40;
const HEAD: i32 = 64;
const FOOT: i32 = 36;
/// Where names end and bars begin.
const NAMES: i32 = 250;
/// The longest bar, of each of the two columns.
const BAR: i32 = 250;
const COLUMN: i32 = 355;

const FUNCTION: RGBColor = RGBColor(0x2b, 0x6c, 0xb0);
const PEER: RGBColor = RGBColor(0x8a, 0x94, 0xa0);
const INK: RGBColor = RGBColor(0x24, 0x29, 0x2f);

/// Draws it as SVG.
pub(super) fn draw(measured: &[Measured], origin: &str) -> Result<String, BenchError> {
    let mut svg = String::new();
    paint(&mut svg, measured, origin).map_err(|error| BenchError::Chart(error.to_string()))?;
    Ok(svg)
}

type Painted = Result<(), DrawingAreaErrorKind<std::io::Error>>;

fn paint(svg: &mut String, measured: &[Measured], origin: &str) -> Painted {
    let rows = i32::try_from(measured.len()).unwrap_or(i32::MAX);
    let height = HEAD + rows * ROW + FOOT;
    let area = SVGBackend::with_string(svg, (WIDTH, height.unsigned_abs())).into_drawing_area();
    area.fill(&WHITE)?;
    let text = |size: i32, at: Pos| ("sans-serif", size).into_font().color(&INK).pos(at);
    let left = |size| text(size, Pos::new(HPos::Left, VPos::Center));
    area.draw(&Text::new("INIT + first event, ms", (NAMES, 36), left(16)))?;
    area.draw(&Text::new("warm event, ms (median)", (NAMES + COLUMN, 36), left(16)))?;
    let columns: [fn(&Measured) -> u64; 2] =
        [|one| one.times.cold_micros, |one| one.times.warm_p50_micros];
    for (row, one) in (0..).zip(measured) {
        let middle = HEAD + row * ROW + ROW / 2;
        let name = text(14, Pos::new(HPos::Right, VPos::Center));
        area.draw(&Text::new(one.name.as_str(), (NAMES - 12, middle), name))?;
        let color = if one.kind == Kind::Function { FUNCTION } else { PEER };
        for (column, of) in (0..).zip(columns) {
            let most = measured.iter().map(of).max().unwrap_or_default().max(1);
            let from = NAMES + column * COLUMN;
            let to = from + length(of(one), most);
            let bar = [(from, middle - 11), (to, middle + 11)];
            area.draw(&Rectangle::new(bar, color.filled()))?;
            let micros = of(one);
            let figure = format!("{}.{:02}", micros / 1_000, micros % 1_000 / 10);
            area.draw(&Text::new(figure, (to + 6, middle), left(13)))?;
        }
    }
    area.draw(&Text::new(origin, (12, height - FOOT / 2), left(11)))?;
    area.present()
}

/// The length of a bar, in proportion to the longest.
fn length(value: u64, most: u64) -> i32 {
    let scaled = u128::from(value) * u128::from(BAR.unsigned_abs()) / u128::from(most);
    i32::try_from(scaled).unwrap_or(BAR).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_in_proportion_and_never_nothing() {
        assert_eq!(length(500, 1_000), BAR / 2);
        assert_eq!(length(1_000, 1_000), BAR);
        assert_eq!(length(0, 1_000), 1);
    }
}
