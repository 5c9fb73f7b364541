package samples

import "strings"

// Names of people and places that do not exist, English and Spanish, some with accents, particles, hyphens and two family
// names: what a real list has.
var (
	givenNames  = strings.Split(`James|Mary|Robert|Patricia|John|Jennifer|Michael|Linda|David|Elizabeth|William|Barbara|Richard|Susan|Joseph|Jessica|Thomas|Karen|Daniel|Nancy|Matthew|Betty|Anthony|Sandra|Mark|Ashley|Steven|Emily|Andrew|Donna|Joshua|Michelle|Kenneth|Carol|Kevin|Amanda|Brian|Melissa|George|Deborah|Edward|Stephanie|Ronald|Rebecca|Timothy|Laura|Jason|Helen|Walter|Ruth|Gordon|Olivia|Henry|Alice|Nora|Theodore|Miriam|Isaac|Naomi|Priya|Arjun|Wei|Mei|Hyun-woo|Ji-yeon|Amara|Chidi|Fatima|Omar|Ingrid|Lars|José|María|Juan|Guadalupe|Luis|Carmen|Carlos|Ana|Francisco|Rosa|Miguel|Alma|Antonio|Marta|Jesús|Teresa|Alejandro|Lucía|Ramón|Sofía|Tomás|Elena|Andrés|Beatriz|Óscar|Inés|Raúl|Pilar|Mary Anne|Ana María|José Luis|María del Carmen|Juan Pablo`, "|")
	middleNames = strings.Split(`A|B|C|D|E|F|G|H|J|K|L|M|R|S|T|W|Lee|Ann|Marie|Ray|Jean|Luz|Isabel|Manuel`, "|")
	familyNames = strings.Split(`Smith|Johnson|Williams|Brown|Jones|Miller|Davis|Wilson|Anderson|Taylor|Moore|Jackson|Martin|Lee|Thompson|White|Harris|Clark|Lewis|Robinson|Walker|Young|Allen|King|Wright|Scott|Hill|Green|Adams|Baker|Nelson|Carter|Mitchell|Roberts|Turner|Phillips|Campbell|Parker|Evans|Edwards|Collins|Stewart|Morris|Murphy|Cook|Rogers|Morgan|Cooper|Peterson|Reed|Bailey|Kelly|Howard|Ward|Cox|Richardson|Watson|Brooks|Bennett|Gray|James|Hughes|Price|Myers|Long|Foster|Sanders|Ross|Powell|Sullivan|Russell|O'Neill|O'Brien|McDonald|MacLeod|Van der Berg|De Vries|Lindqvist|Kowalczyk|Nguyen|Tran|Park|Kim|Chen|Wang|Patel|Singh|Okafor|Adeyemi|Haddad|Smith-Jones|García|Rodríguez|Martínez|Hernández|López|González|Pérez|Sánchez|Ramírez|Torres|Flores|Rivera|Gómez|Díaz|Reyes|Morales|Cruz|Ortiz|Gutiérrez|Chávez|Ramos|Ruiz|Mendoza|Álvarez|Castillo|Romero|Herrera|Medina|Aguilar|Vargas|Castro|Guzmán|Muñoz|Rojas|Delgado|Ibarra|De la Cruz|De León|García López|Reyes Muñoz|Ortiz de la Torre`, "|")
	suffixNames = strings.Split(`Jr.|Sr.|II|III`, "|")
	firmWords   = strings.Split(`Fernwick|Harmon Falls|Larkspur|Blue Heron|Prairie|Three Rivers|Cedar Ridge|Sunrise|Old Mill|Red Barn|Stone Bridge|Tamarack|Northside|Lakeview|Maple Street|Green Valley|Copper Kettle|El Sol|La Esperanza|Dos Hermanos|San Isidro|Silver Creek|Fox Hollow|Eagle Point`, "|")
	firmTrades  = strings.Split(`Bakery|Plumbing|Auto Repair|Dental Group|Dairy|Roofing|Landscaping|Book Shop|Electric|Hardware|Florist|Trucking|Farms|Construction|Cafe|Panadería|Taquería|Veterinary Clinic|Insurance Agency|Laundry|Print Shop|Orchards|Welding|Grocery|Motel|Consulting`, "|")
	firmForms   = strings.Split(`LLC|Inc.|Corp.|Co.|LLP|L.L.C.|and Sons, Inc.|& Daughters LLC|PLLC|Ltd.`, "|")
	streets     = strings.Split(`Oak Street|Larkspur Avenue|Main Street|Elm Drive|Cedar Lane|Prairie Road|Second Avenue|North Ridge Road|Mill Street|Church Street|Lake Shore Drive|Walnut Court|Juniper Way|Depot Street|County Road 12|West Park Boulevard|South Fork Trail|Heron Circle|Quarry Road|Schoolhouse Lane`, "|")
	towns       = []struct{ name, zip string }{{"Harmon Falls", "56001"}, {"Harmon Falls", "56003"}, {"Fernwick", "56010"}, {"Three Rivers", "56014"}, {"Cedar Ridge", "56022"}, {"Old Mill", "56031"}, {"Larkspur", "56040"}, {"San Isidro", "56047"}, {"Eagle Point", "56055"}, {"Fox Hollow", "56063"}}
	taxTypes    = []string{"Individual income tax", "Sales and use tax", "Withholding tax", "Corporate income tax"}
	letterKinds = []string{"Notice of assessment", "Request for information", "Refund adjustment", "Balance due reminder", "Confirmation of registration"}
)
